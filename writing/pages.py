"""What a text will look like, with all that was typed beside it, so that nothing is lost on the way back."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from markupsafe import Markup

from network.page import Page
from writing.forms import PreviewForm
from writing.markdown import render

# The text itself, and what the form brings anew.
OWN_FIELDS = frozenset({"body", "csrfmiddlewaretoken"})


@dataclass(frozen=True)
class PreviewPage(Page):
    """`send_to`: the path of this site where the form wanted to go, or ""; `others`: its other fields."""

    template: ClassVar[str] = "writing/preview.html"
    queries: ClassVar[int] = 0

    form: Any
    html: Markup
    send_to: str
    others: list[tuple[str, str]]

    @classmethod
    def load(cls, form: PreviewForm, posted: QueryDict, send_to: str) -> "PreviewPage":
        html = render(form.cleaned_data["body"]).html if form.is_valid() else ""
        return cls(
            form=form,
            html=Markup(html),  # noqa: S704 - rebuilt from the allow-list by the renderer
            send_to=send_to if is_own_path(send_to) else "",
            others=[(name, value) for name, values in posted.lists() if name not in OWN_FIELDS for value in values],
        )


def is_own_path(path: str) -> bool:
    """Whether PATH is an address of this site: a form that was sent elsewhere would give the text away."""
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return False
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True
