"""The composer of a reply."""

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.models import Topic
from network.models.identity import new_public_id
from writing.forms import CheckedForm, DraftField, MarkdownField
from writing.personal.check import NOTHING, Check

PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


class OnceField(forms.CharField):
    """The random key of a form: the same key again is the same act. Anything else counts as none."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})

    def clean(self, value: Any) -> str:
        return value if isinstance(value, str) and PUBLIC_ID.fullmatch(value) else ""


@dataclass(frozen=True, slots=True)
class Blank:
    """A field of a form that nobody has filled in yet, as a template sees it."""

    html_name: str
    label: str = ""
    begun: str = ""
    errors: tuple[str, ...] = ()
    is_hidden: bool = False

    @property
    def auto_id(self) -> str:
        return f"id_{self.html_name}"

    @property
    def field(self) -> SimpleNamespace:
        return REQUIRED

    def value(self) -> str:
        return self.begun


@dataclass(frozen=True, slots=True)
class BlankPost:
    """The composer as every page of a topic shows it: a Django form would cost a tenth of the page to say nothing."""

    once: Blank
    language: Blank
    body: Blank
    code: Blank
    draft: Blank
    parent: Blank
    errors: tuple[str, ...] = ()
    check: Check = NOTHING


REQUIRED = SimpleNamespace(required=True)


def blank_post(language: str, body: str = "", *, code: str = "", draft: int = 0, parent: str = "") -> BlankPost:
    """Return a composer that was never sent, with a key of its own; DRAFT is the version of what was saved before."""
    return BlankPost(
        once=Blank("once", begun=new_public_id()),
        language=Blank("language", begun=language),
        body=Blank("body", label=_("Your reply"), begun=body),
        code=Blank("code", begun=code),
        draft=Blank("draft", begun=str(draft)),
        parent=Blank("parent", begun=parent),
    )


class PostForm(CheckedForm):
    once = OnceField()
    draft = DraftField()
    parent = forms.RegexField(PUBLIC_ID, required=False, widget=forms.HiddenInput)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.CONTENT_LANGUAGES, required=False)
    code = forms.ChoiceField(
        label=gettext_lazy("Handling code"), choices=[("", ""), *Topic.Code.choices], required=False
    )
    body = MarkdownField(label=gettext_lazy("Your reply"))

    def without_parent(self) -> "PostForm":
        """Return the form as it was typed, as an answer to the topic itself."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed.pop("parent", None)
        return PostForm(typed)
