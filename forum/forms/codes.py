"""Handling codes as forms take them: which code, why, and who is named."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.access.codes import WHY_STRICTER
from forum.forms.order import READ_BY, REASON
from forum.forms.topics import LineField
from forum.pages.reach import CodeWords
from network.forms.words import WordsForm

MOST_NAMED = 100
CHOOSE = _("Choose a handling code first.")


class CodeForm(WordsForm):
    """Which code, and why from whoever `says_why`: he is offered stricter ones alone."""

    code = forms.ChoiceField(
        label=_("Handling code"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    reason = LineField(
        most=REASON,
        label=_("Reason"),
        help_text=READ_BY,
        error_messages={"required": WHY_STRICTER},
    )

    def __init__(self, *args: Any, codes: Sequence[CodeWords], says_why: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not says_why:
            del self.fields["reason"]
        choices = [(code.value, f"{code.label}: {code.meaning}") for code in codes]
        self.fields["code"].choices = choices  # type: ignore[attr-defined]


class NamingForm(forms.Form):
    """Whom to name: public ids of memberships and authorities among those offered."""

    members = forms.MultipleChoiceField(label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple)
    authorities = forms.MultipleChoiceField(label=_("Authorities"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        members: Sequence[tuple[str, str]] = (),
        authorities: Sequence[tuple[str, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["members"].choices = list(members)  # type: ignore[attr-defined]
        self.fields["authorities"].choices = list(authorities)  # type: ignore[attr-defined]
