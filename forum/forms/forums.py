"""The form of a new forum: its name and purpose in one language, and whether observers read it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from network.forms.fields import LineField, TextField
from network.names import Names

NAME_LENGTH = 80
KEY_LENGTH = 40


class ForumForm(forms.Form):
    name = LineField(
        label=_("Name of the forum"),
        max_length=NAME_LENGTH,
        help_text=_("A field of questions, for example “Electronic evidence”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    purpose = TextField(
        label=_("What belongs here"),
        required=False,
        max_length=300,
        help_text=_("One or two sentences, which stand below the name."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the name"), choices=settings.CONTENT_LANGUAGES)
    for_observers = forms.BooleanField(
        label=_("Observers read it too"),
        required=False,
        help_text=_("Observers of all organizations then read every topic of this forum. They never write in it."),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not key_of(name):
            raise ValidationError(_now("Write a name with letters in it."))
        return name

    def key(self) -> str:
        return key_of(self.cleaned_data["name"])

    def names(self) -> Names:
        return {self.cleaned_data["language"]: self.cleaned_data["name"]}

    def purposes(self) -> Names:
        purpose: Any = self.cleaned_data["purpose"]
        return {self.cleaned_data["language"]: purpose} if purpose else {}


def key_of(name: str) -> str:
    """Return what makes NAME one forum of its network, in any script: the same name sent twice is the same forum."""
    return slugify(name, allow_unicode=True)[:KEY_LENGTH]
