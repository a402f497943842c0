"""The forms of pages that ask once more: nothing, or a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.forms.fields import TextField


class PlainForm(forms.Form):
    """Only the button."""


class ReasonForm(forms.Form):
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the record of acts. Write no personal data."),
    )


class NeededReasonForm(forms.Form):
    reason = TextField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The manager of the authority reads it, and it is kept in the record of acts."),
    )
