"""The composer of a reply."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from writing.forms import MarkdownField

PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


class OnceField(forms.CharField):
    """The random key of a form: the same key again is the same act. Anything else counts as none."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})

    def clean(self, value: Any) -> str:
        return value if isinstance(value, str) and PUBLIC_ID.fullmatch(value) else ""


class PostForm(forms.Form):
    once = OnceField()
    parent = forms.RegexField(PUBLIC_ID, required=False, widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language"), choices=settings.CONTENT_LANGUAGES, required=False)
    body = MarkdownField(label=_("Your reply"))
