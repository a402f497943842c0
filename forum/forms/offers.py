"""Offering a topic to another network, and deciding about what was offered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.forms.topics import LineField
from forum.models import Forum
from network.forms.words import WordsForm

LONGEST = 500


class OfferForm(WordsForm):
    network = forms.ChoiceField(label=_("Network"))
    note = LineField(
        most=LONGEST,
        label=_("Why it concerns that network"),
        required=False,
        help_text=_("Read by the author and by the coordinators of both networks."),
    )

    def __init__(self, *args: Any, networks: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["network"].choices = [("", _("Choose one")), *networks]  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    forum = forms.ChoiceField(label=_("Forum in which it will stand"))

    def __init__(self, *args: Any, forums: Sequence[Forum], **options: Any) -> None:
        super().__init__(*args, **options)
        self.forums = {forum.public_id: forum for forum in forums}
        self.fields["forum"].choices = [  # type: ignore[attr-defined]
            (public_id, forum.name) for public_id, forum in self.forums.items()
        ]

    def clean_forum(self) -> Forum:
        return self.forums[self.cleaned_data["forum"]]


class DeclineForm(WordsForm):
    reason = LineField(most=LONGEST, label=_("Reason"), help_text=_("The author reads it."))


class WithdrawForm(WordsForm):
    reason = LineField(
        most=LONGEST,
        label=_("Reason"),
        required=False,
        help_text=_("Members of both networks read it in their logs."),
    )
