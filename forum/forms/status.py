"""Where a topic stands, and whose turn it is."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.forms.topics import LineField
from forum.models import Topic
from forum.models.topics import OVER
from forum.querysets.lists import AUTHOR
from network.forms.words import WordsForm

LONGEST = timedelta(days=366)
LONGEST_REASON = 500


class StatusForm(WordsForm):
    """`waiting_on` is the author or the key of a body; it, the date and its zone count only with "waiting"."""

    status = forms.ChoiceField(label=_("Status"), choices=Topic.Status.choices)
    waiting_on = forms.ChoiceField(label=_("Waiting on"), required=False)
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}), input_formats=["%Y-%m-%d"]
    )
    zone = forms.ChoiceField(label=_("Time zone of the date"), required=False)
    reason = LineField(most=LONGEST_REASON, label=_("Reason"), required=False)

    def __init__(
        self, *args: Any, topic_status: str, bodies: Sequence[tuple[str, str]], zones: Sequence[str], **options: Any
    ) -> None:
        """ZONES are those that are offered; the first counts where none is chosen."""
        super().__init__(*args, **options)
        self.topic_status = topic_status
        self.zones = zones
        choices = [("", "—"), (AUTHOR, _("the author")), *bodies]
        self.fields["waiting_on"].choices = choices  # type: ignore[attr-defined]
        self.fields["zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        status = cleaned.get("status")
        if status == Topic.Status.WAITING:
            self._clean_until(cleaned)
            if not cleaned.get("waiting_on") and "waiting_on" not in self.errors:
                self.add_error("waiting_on", _("Say whose turn it is: the author's or a State's."))
        else:
            cleaned["until"] = None
        if self.topic_status in OVER and status and status not in OVER and not cleaned.get("reason"):
            self.add_error("reason", _("This topic was over. Say why it is opened again."))
        return cleaned

    def _clean_until(self, cleaned: dict[str, Any]) -> None:
        """Turn the day into its end, in the zone that was chosen with it."""
        day: date | None = cleaned.get("until")
        if day is None:
            return
        cleaned["zone"] = cleaned.get("zone") or self.zones[0]
        zone = ZoneInfo(cleaned["zone"])
        today = timezone.now().astimezone(zone).date()
        if day < today:
            self.add_error("until", _("This day has passed. Choose today or a later day."))
        elif day > today + LONGEST:
            self.add_error("until", _("This is more than a year away. Choose an earlier day."))
        else:
            cleaned["until"] = datetime.combine(day, time(23, 59), tzinfo=zone)
