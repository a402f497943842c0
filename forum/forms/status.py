"""Where a topic stands, and whose turn it is."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Topic
from forum.querysets.lists import AUTHOR

LONGEST = timedelta(days=366)


class StatusForm(forms.Form):
    """`waiting_on` is the author or the key of a body; both it and the date count only with the status "waiting"."""

    status = forms.ChoiceField(label=_("Status"), choices=Topic.Status.choices)
    waiting_on = forms.ChoiceField(label=_("Waiting on"), required=False)
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}), input_formats=["%Y-%m-%d"]
    )

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(zone or "UTC")
        self.fields["waiting_on"].choices = [("", "—"), (AUTHOR, _("the author")), *bodies]  # type: ignore[attr-defined]

    def clean_until(self) -> datetime | None:
        """Return the end of the day in the zone of whoever says so."""
        day: date | None = self.cleaned_data["until"]
        if day is None:
            return None
        today = timezone.now().astimezone(self.zone).date()
        if day < today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        if day > today + LONGEST:
            raise forms.ValidationError(_("This is more than a year away. Choose an earlier day."))
        return datetime.combine(day, time(23, 59), tzinfo=self.zone)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            cleaned.get("status") == Topic.Status.WAITING
            and not cleaned.get("waiting_on")
            and "waiting_on" not in self.errors
        ):
            self.add_error("waiting_on", _("Say whose turn it is: the author's or a State's."))
        return cleaned
