"""Asking for votes with a topic or a reply: the fields stand in the composer; where they are empty there is no poll."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.actions.polls import FEWEST, MOST, PollFacts
from forum.models import Poll
from network.calendar import zone_named
from network.forms.fields import LineField
from network.models import Membership
from network.text import clean_line

LONGEST = timedelta(days=366)
FIELDS = ("poll_question", "poll_choices", "poll_voter", "poll_many", "poll_until")


def zone_of(reader: Membership) -> str:
    return reader.member.zone or reader.authority.zone


class PollForm(forms.Form):
    poll_question = LineField(label=gettext_lazy("Question of the poll"), max_length=300, required=False)
    poll_choices = forms.CharField(label=gettext_lazy("Answers to choose from, one a line"), required=False)
    poll_voter = forms.ChoiceField(label=gettext_lazy("Who has a vote"), choices=Poll.Voter.choices, required=False)
    poll_many = forms.BooleanField(label=gettext_lazy("More than one answer may be chosen"), required=False)
    poll_until = forms.DateField(label=gettext_lazy("Last day of the poll"), required=False)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone_named(zone)

    def full_clean(self) -> None:
        # With nearly every reply comes no poll: then there is nothing to look at.
        if self.is_bound and not (self.data.get("poll_question") or self.data.get("poll_choices")):
            self._errors, self.cleaned_data = (
                ErrorDict(renderer=self.renderer),
                {"poll_question": "", "poll_choices": []},
            )
            return
        super().full_clean()

    def clean_poll_choices(self) -> list[str]:
        lines = [clean_line(line) for line in self.cleaned_data["poll_choices"].splitlines()]
        choices = list(dict.fromkeys(filter(None, lines)))
        if any(len(one) > 200 for one in choices):
            raise ValidationError(_("An answer has at most 200 characters."))
        return choices

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.errors or not (typed["poll_question"] or typed["poll_choices"]):
            return typed
        if not typed["poll_question"]:
            self.add_error("poll_question", _("Say what you ask."))
        if not FEWEST <= len(typed["poll_choices"]) <= MOST:
            self.add_error("poll_choices", _("A poll has two to ten answers to choose from."))
        day, today = typed["poll_until"], timezone.now().astimezone(self.zone).date()
        if day is None or day < today or day - today > LONGEST:
            self.add_error("poll_until", _("Choose a day from today on, within a year."))
        return typed

    def facts(self) -> PollFacts | None:
        """Return the poll that was asked for, None where the fields are empty; for a valid form."""
        typed = self.cleaned_data
        if not typed["poll_question"]:
            return None
        # The last day is the author's, and counts to its end.
        until = datetime.combine(typed["poll_until"] + timedelta(days=1), time(), self.zone)
        voter = typed["poll_voter"] or Poll.Voter.MEMBER
        return PollFacts(
            typed["poll_question"], typed["poll_choices"], voter, typed["poll_many"], until, str(self.zone)
        )
