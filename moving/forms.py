"""What is asked before a network is exported: why, and of the second official whether."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.forms.fields import TextField
from network.forms.words import WordsForm

REASON = 500


class AskForm(WordsForm):
    reason = TextField(
        label=_("Reason"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The second official and the members of the network read it. Write no personal data."),
    )


class DecideForm(WordsForm):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("approve", _("approve the export")), ("decline", _("decline it"))],
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to decline. The members of the network read it. Write no personal data."),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("decision") == "decline" and not data.get("reason"):
            self.add_error("reason", _("Say why you decline."))
        return data
