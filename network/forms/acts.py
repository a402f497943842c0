"""The forms of pages that ask once more: nothing, or a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.forms.fields import TextField
from network.forms.words import WordsForm


class PlainForm(forms.Form):
    """Only the button."""


class ReasonForm(WordsForm):
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the record of acts. Write no personal data."),
    )


class PlaceReasonForm(ReasonForm):
    """Why somebody else's place in a network ends: its members read it."""

    def __init__(self, *args: Any, needed: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if needed:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("The members of the network read it. Write no personal data.")


class NeededReasonForm(WordsForm):
    reason = TextField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The manager of the authority reads it, and it is kept in the record of acts."),
    )
