"""The form of a new topic: a question and a consultation carry the facts of the request, the other kinds do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.forms.posts import OnceField
from forum.models import ASKING_KINDS, Topic
from forum.models.topics import TITLE_LENGTH
from forum.pages.reach import code_words
from forum.skeletons import is_skeleton
from network.text import clean_line
from writing.forms import CheckedForm, DraftField, MarkdownField

FARTHEST = timedelta(days=3653)
MOST_REQUESTED = 20
FACTS = ["cooperation", "requesting", "requested", "others", "stage", "legal_basis", "deadline", "deadline_zone"]
FACTS += ["deadline_reason"]


class LineField(forms.CharField):
    """One line of text, without signs that would rewrite the line around it."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(
            **{"strip": False, "widget": forms.TextInput(attrs={"dir": "auto", "maxlength": most}), **options}
        )
        self.most = most

    def clean(self, value: Any) -> str:
        line: str = super().clean(clean_line(str(value or ""), most=self.most))
        return line


class RequestedField(forms.MultipleChoiceField):
    """Requested States. `own`, where it is set, is that of whoever asks: it is not offered, and refused in words."""

    own = ""

    def validate(self, value: list[str]) -> None:
        if self.own and self.own in value:
            raise forms.ValidationError(_("A State does not request itself: your own cannot be a requested one."))
        super().validate(value)


@dataclass(frozen=True)
class Offered:
    """What the form offers: bodies as (key, name), those of the network first, and time zones by name."""

    near: Sequence[tuple[str, str]]
    all: Sequence[tuple[str, str]]
    zones: Sequence[str]
    own: str
    own_zone: str
    # Whom one may name on the topic: public id and words.
    members: Sequence[tuple[str, str]] = ()
    authorities: Sequence[tuple[str, str]] = ()


class TopicForm(CheckedForm):
    once = OnceField()
    draft = DraftField()
    kind = forms.ChoiceField(choices=Topic.Kind.choices, widget=forms.HiddenInput)
    title = LineField(
        most=TITLE_LENGTH, label=_("Title"), help_text=_("What it is about, without names of persons or case numbers.")
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.CONTENT_LANGUAGES)
    cooperation = forms.ChoiceField(
        label=_("Kind of cooperation"), choices=[("", _("Choose one")), *Topic.Cooperation.choices]
    )
    requesting = forms.ChoiceField(label=_("Requesting State"))
    requested = RequestedField(
        label=_("Requested States"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The contact points of these States in this network find the topic on their desk."),
    )
    others = RequestedField(
        label=_("Requested States outside this network"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("They are only named: nobody outside this network sees the topic."),
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=[("", _("Choose one")), *Topic.Stage.choices])
    legal_basis = LineField(
        most=300, label=_("Legal basis"), required=False, help_text=_("Treaty and article, as far as known.")
    )
    deadline = forms.DateTimeField(
        label=_("Deadline"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    deadline_zone = forms.ChoiceField(label=_("Time zone of the deadline"), required=False)
    deadline_reason = LineField(
        most=300,
        label=_("Reason for the deadline"),
        required=False,
        help_text=_("For example: hearing, end of custody."),
    )
    code = forms.ChoiceField(label=_("Handling code"), required=False)
    members = forms.MultipleChoiceField(
        label=_("Members named"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With TLP:RED only these read the topic, and you."),
    )
    authorities = forms.MultipleChoiceField(
        label=_("Authorities named"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With TLP:AMBER+STRICT only the current members of these read the topic, and of yours."),
    )
    body = MarkdownField(label=_("Text"))

    def __init__(self, *args: Any, kind: str, offered: Offered, **options: Any) -> None:
        super().__init__(*args, **options)
        self._choose("code", [(code.value, f"{code.label}: {code.meaning}") for code in code_words()])
        self.fields["code"].initial = Topic.Code.AMBER
        self._choose("members", offered.members)
        self._choose("authorities", offered.authorities)
        if kind not in ASKING_KINDS:
            for name in FACTS:
                del self.fields[name]
            return
        near = {key for key, _name in offered.near}
        # Who asks a question seeks what another State can do. A consultation is also begun by the State of which
        # something is requested, before it refuses.
        own = offered.own if kind == Topic.Kind.QUESTION else ""
        self._choose("requesting", offered.all)
        self._choose("requested", [choice for choice in offered.near if choice[0] != own])
        self._choose("others", [choice for choice in offered.all if choice[0] not in near | {own}])
        for name in ("requested", "others"):
            self.fields[name].own = own  # type: ignore[attr-defined]
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                self.fields[name].widget = forms.MultipleHiddenInput()
        self._choose("deadline_zone", [(zone, zone.replace("_", " ")) for zone in offered.zones])
        self.fields["requesting"].initial = offered.own
        self.fields["deadline_zone"].initial = offered.own_zone

    def _choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if is_skeleton(body):
            raise forms.ValidationError(_("Only the headings stand here. Write below them, or remove them."))
        return body

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        keys = [*cleaned.get("requested", []), *cleaned.get("others", [])]
        if len(keys) > MOST_REQUESTED:
            self.add_error("others", _("Name at most twenty requested States."))
        if cleaned.get("requesting") in keys:
            self.add_error("requested", _("A State does not request itself. Remove the requesting State here."))
        if cleaned.get("deadline") is not None:
            self._place(cleaned)
        return cleaned

    def _place(self, cleaned: dict[str, Any]) -> None:
        """Read the deadline in its own zone: what was typed is the clock on that wall."""
        typed: datetime = cleaned["deadline"]
        zone = cleaned.get("deadline_zone")
        if not zone:
            if "deadline_zone" not in self.errors:
                self.add_error("deadline_zone", _("Say in which time zone the deadline is meant."))
            return
        now = timezone.now()
        if typed.replace(tzinfo=None) > now.replace(tzinfo=None) + FARTHEST:
            self.add_error("deadline", _("This is more than ten years away. Check the year."))
            return
        if typed.replace(tzinfo=ZoneInfo(zone)) <= now:
            self.add_error("deadline", _("This deadline has passed. Give a time that is still to come."))
            return
        cleaned["deadline"] = typed.replace(tzinfo=ZoneInfo(zone))
