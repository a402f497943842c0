"""Why the secretariat visits a network, and for how long."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from network.actions.visits import LONGEST_HOURS
from network.forms.fields import TextField
from network.forms.words import WordsForm


def lengths() -> list[tuple[int, str]]:
    """Return the lengths to choose from, in the reader's language: called for each form, never at import."""
    return [
        (hours, ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours})
        for hours in (1, 2, 4, 8, LONGEST_HOURS)
    ]


class VisitForm(WordsForm):
    reason = TextField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every member of the network reads it, while you visit and afterwards."),
    )
    hours = forms.TypedChoiceField(label=_("For how long"), choices=lengths, coerce=int, initial=1)
