"""The forms of a forum: its name and purpose in one language; of a new one, who reads; of an old one, its place."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from forum.models import Forum
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
            raise ValidationError(gettext("Write a name with letters in it."))
        return name

    def key(self) -> str:
        return key_of(self.cleaned_data["name"])

    def names(self) -> Names:
        return {self.cleaned_data["language"]: self.cleaned_data["name"]}

    def purposes(self) -> Names:
        purpose: Any = self.cleaned_data["purpose"]
        return {self.cleaned_data["language"]: purpose} if purpose else {}


class ChangeForumForm(ForumForm):
    """The words of FORUM in one language, those in others stay; and after which of OTHERS it stands."""

    after = forms.ChoiceField(label=_("Place in the list"), required=False)
    field_order = ["name", "purpose", "language", "after"]

    def __init__(self, data: Any, *, forum: Forum, others: list[Forum]) -> None:
        language = _shown_language(forum.names)
        before = [other for other in others if (other.position, other.pk) < (forum.position, forum.pk)]
        initial = {
            "name": forum.names.get(language, ""),
            "purpose": forum.purpose.get(language, ""),
            "language": language,
            "after": before[-1].public_id if before else "",
        }
        super().__init__(data, initial=initial)
        self.forum, self.others = forum, others
        del self.fields["for_observers"]
        self.fields["purpose"].help_text = gettext(
            "One or two sentences, which stand below the name. Another language adds a name and leaves this one."
        )
        self.fields["after"].choices = [  # type: ignore[attr-defined]
            ("", gettext("First")),
            *((other.public_id, gettext("After “%(forum)s”") % {"forum": other.name}) for other in others),
        ]

    def names(self) -> Names:
        return {**self.forum.names, **super().names()}

    def purposes(self) -> Names:
        kept = {key: words for key, words in self.forum.purpose.items() if key != self.cleaned_data["language"]}
        return {**kept, **super().purposes()}

    def stands_after(self) -> Forum | None:
        return next((other for other in self.others if other.public_id == self.cleaned_data["after"]), None)


def key_of(name: str) -> str:
    """Return what makes NAME one forum of its network, in any script: the same name sent twice is the same forum."""
    return slugify(name, allow_unicode=True)[:KEY_LENGTH]


def _shown_language(names: Names) -> str:
    """Return the language in which the reader sees NAMES (network/names.py: in_language)."""
    wanted = (get_language() or "en").split("-")[0]
    return next((one for one in (wanted, "en") if names.get(one)), next(iter(names), "en"))
