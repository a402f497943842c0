"""What a member decides about mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.models import Preference


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class MailForm(forms.Form):
    waiting = forms.ChoiceField(
        label=gettext_lazy("Tell me by mail that something waits"),
        choices=Preference.Waiting.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Only while you are not here. The mail never says what it is, from whom or in which network."
        ),
    )
    quiet_from = _hour(gettext_lazy("No mail from"))
    quiet_until = _hour(gettext_lazy("No mail until"))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        start, end = typed.get("quiet_from"), typed.get("quiet_until")
        if not self.errors and (start is None) != (end is None):
            missing = "quiet_from" if start is None else "quiet_until"
            raise ValidationError({missing: _("Give both hours, or none of them.")})
        if start is not None and start == end:
            raise ValidationError(
                {"quiet_until": _("The quiet hours end when they begin. Choose “never” for no mail.")}
            )
        return typed
