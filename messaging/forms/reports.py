"""Deciding on a report of sealed messages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from messaging.models import Report
from network.forms.fields import TextField
from network.forms.words import WordsForm


class JudgeForm(WordsForm):
    outcome = forms.ChoiceField(
        label=_("Your judgement"),
        choices=[(Report.Outcome.UPHELD, _("uphold the report")), (Report.Outcome.NOT_UPHELD, _("dismiss the report"))],
        widget=forms.RadioSelect,
    )
    answer = TextField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The reporter reads it. Who wrote the messages does not."),
    )
