"""What is asked before an act of moderation: a reason that the network reads, and what belongs to the act."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Flag
from network.forms.fields import TextField
from network.forms.words import WordsForm

REASON = 500
REQUEST = 300
WORDS = 1000
# Never fewer than read it: the reason why a post is hidden is read by the network, as its text no longer is.
READ_BY = _(
    "The members of the network read it in the moderation log; if it is about what is for some of them only, these "
    "alone. Write no personal data."
)

PACES = [
    (0, _("not slowed down")),
    (60, _("one post a minute")),
    (300, _("one post in 5 minutes")),
    (900, _("one post in 15 minutes")),
    (3600, _("one post an hour")),
    (86400, _("one post a day")),
]


class OrderForm(WordsForm):
    """Why: every act of moderation says so."""

    reason = TextField(
        label=_("Reason"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=READ_BY,
    )


class PaceForm(OrderForm):
    seconds = forms.TypedChoiceField(label=_("Each member posts at most"), choices=PACES, coerce=int)

    field_order = ("seconds", "reason")


class FlagForm(WordsForm):
    kind = forms.ChoiceField(label=_("What is wrong"), choices=Flag.Kind.choices)
    words = TextField(
        label=_("In your words"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Do not repeat personal data that you report."),
    )
    concerns_coordinator = forms.BooleanField(
        label=_("This concerns the coordinator: the secretariat shall judge it"),
        required=False,
        help_text=_("No coordinator of the network will see the report."),
    )


class JudgeForm(WordsForm):
    """The judgement, and which status of the report the judge had before him."""

    outcome = forms.ChoiceField(
        label=_("Your judgement"),
        choices=[(Flag.Status.UPHELD, _("uphold the report")), (Flag.Status.DISMISSED, _("dismiss the report"))],
        widget=forms.RadioSelect,
    )
    hide = forms.BooleanField(label=_("Hide the post, if the report is upheld"), required=False)
    reason = TextField(
        label=_("Reason"),
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=READ_BY,
    )
    seen = forms.ChoiceField(choices=Flag.Status.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_hide: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not may_hide:
            del self.fields["hide"]


class ErasureForm(WordsForm):
    reason = TextField(
        label=_("Reason"),
        max_length=REQUEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Do not repeat what is to be erased: the reason stays, also when the text is gone."),
    )


class DecisionForm(WordsForm):
    """Do what another has asked for, or do not."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("do", _("do it")), ("decline", _("decline it"))],
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label=_("Reason"),
        required=False,
        max_length=REQUEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to decline. Write no personal data."),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("decision") == "decline" and not data.get("reason"):
            self.add_error("reason", _("Say why you decline."))
        return data


class RetentionForm(forms.Form):
    years = forms.IntegerField(label=_("Years"), min_value=1, max_value=50)
