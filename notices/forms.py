"""What a member decides about mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.models import Preference


class MailForm(forms.Form):
    waiting = forms.ChoiceField(
        label=_("Tell me by mail that something waits"),
        choices=Preference.Waiting.choices,
        widget=forms.RadioSelect,
        help_text=_("Only while you are not here. The mail never says what it is, from whom or in which network."),
    )
