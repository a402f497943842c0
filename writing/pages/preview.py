"""What a text will look like, with all that was typed beside it, so that nothing is lost on the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404, QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from markupsafe import Markup

from network.guard import Refused
from network.models import Membership
from network.page import Page
from network.slots import Line
from writing.forms import TEXTS, PreviewForm
from writing.markdown import render
from writing.personal.check import CONFIRMED, NOTHING, SHOWN, Check, look
from writing.places import place_named

# The text itself, and what the form brings anew.
OWN_FIELDS = frozenset({"body", "csrfmiddlewaretoken", SHOWN, CONFIRMED})


@dataclass(frozen=True)
class PreviewPage(Page):
    """`send_to`: the path of this site where the form wanted to go, or ""; `others`: its other fields."""

    template: ClassVar[str] = "writing/preview.html"
    # Beside what the place asks, to fill in what the text quotes and whom it mentions.
    queries: ClassVar[int] = 0

    form: Any
    html: Markup
    send_to: str
    others: list[tuple[str, str]]
    check: Check = NOTHING
    # Who will read it, where the place says so.
    reach: str = ""
    # What is like the title, where the place knows.
    similar: Sequence[Line] = ()

    @classmethod
    def load(
        cls, reader: Membership, form: PreviewForm, posted: QueryDict, send_to: str, *, is_part: bool = True
    ) -> "PreviewPage":
        body = form.cleaned_data["body"] if form.is_valid() else ""
        texts = [body if name == "body" else posted.get(name, "") for name in TEXTS]
        return cls(
            form=form,
            html=shown_as(reader, posted.get("place", ""), body),
            check=look(texts, posted.getlist(SHOWN), posted.getlist(CONFIRMED)),
            send_to=send_to if is_own_path(send_to) else "",
            others=[(name, value) for name, values in posted.lists() if name not in OWN_FIELDS for value in values],
            # A script has shown them while the title was typed.
            reach="" if is_part else reach_at(reader, posted),
            similar=() if is_part else similar_to(reader, posted.get("place", ""), posted.get("title", "")),
        )


def shown_as(reader: Membership, place: str, body: str) -> Markup:
    """Return BODY as it will look at PLACE ("reply:…"); where READER may not write, as it looks anywhere."""
    key, colon, public_id = place.partition(":")
    if colon and body:
        try:
            named = place_named(key)
            return named.preview(reader, named.find(reader, public_id), body)
        except (Http404, Refused):
            pass
    return Markup(render(body).html)  # noqa: S704 - rebuilt from the allow-list by the renderer


def reach_at(reader: Membership, posted: QueryDict) -> str:
    """Return who will read what READER sends as POSTED; "" where he may not write or no place is named."""
    key, colon, public_id = posted.get("place", "").partition(":")
    if not colon:
        return ""
    try:
        named = place_named(key)
        return named.reach(reader, named.find(reader, public_id), posted) if named.reach else ""
    except (Http404, Refused):
        return ""


def similar_to(reader: Membership, place: str, title: str) -> Sequence[Line]:
    """Return what is like TITLE at PLACE ("topic:…"), as far as READER may see it and write there."""
    key, colon, public_id = place.partition(":")
    if not colon or not title.strip():
        return ()
    try:
        named = place_named(key)
        return named.similar(reader, named.find(reader, public_id), title) if named.similar else ()
    except (Http404, Refused):
        return ()


def is_own_path(path: str) -> bool:
    """Whether PATH is an address of this site: a form that was sent elsewhere would give the text away."""
    if not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return False
    try:
        resolve(path.partition("?")[0])
    except Resolver404:
        return False
    return True
