"""Moving, splitting and merging: where to, which posts, and why."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.forms.topics import LineField
from forum.models import Forum
from forum.models.topics import TITLE_LENGTH
from network.forms.words import WordsForm

LONGEST = 500
ADDRESS = re.compile(r"topics/([A-Za-z0-9_-]{22})(?:/|$)|^([A-Za-z0-9_-]{22})$", re.ASCII)
WHY = _("Members of the network read it in the log.")


class MoveForm(WordsForm):
    forum = forms.ChoiceField(label=_("Forum"))
    reason = LineField(most=LONGEST, label=_("Reason"), help_text=WHY)

    def __init__(self, *args: Any, forums: Sequence[tuple[Forum, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.forums = {forum.public_id: forum for forum, _label in forums}
        choices = [(forum.public_id, label) for forum, label in forums]
        self.fields["forum"].choices = [("", _("Choose one")), *choices]  # type: ignore[attr-defined]

    def clean_forum(self) -> Forum:
        return self.forums[self.cleaned_data["forum"]]


class SplitForm(WordsForm):
    title = LineField(
        most=TITLE_LENGTH,
        label=_("Title of the new topic"),
        help_text=_("What it is about, without names of persons or case numbers."),
    )
    states = forms.MultipleChoiceField(
        label=_("States of the new topic"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The topic names these now. Take out those that the new one does not concern."),
    )
    reason = LineField(most=LONGEST, label=_("Reason"), help_text=WHY)

    def __init__(self, *args: Any, states: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if not states:
            del self.fields["states"]
            return
        self.fields["states"].choices = list(states)  # type: ignore[attr-defined]
        self.fields["states"].initial = [key for key, _words in states]


class MergeForm(WordsForm):
    target = forms.CharField(
        label=_("Address of the other topic"),
        max_length=300,
        help_text=_("Copy it from the address line of your browser, with the other topic open."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    reason = LineField(most=LONGEST, label=_("Reason"), help_text=WHY)

    def clean_target(self) -> str:
        """Return the public id in what was pasted."""
        found = ADDRESS.search(self.cleaned_data["target"].strip())
        if found is None:
            raise forms.ValidationError(_("This is not the address of a topic. Open the topic and copy its address."))
        return found[1] or found[2]
