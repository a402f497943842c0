"""Handling codes as forms take them: which code, and who is named."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Topic
from forum.pages.reach import CodeWords

MOST_NAMED = 100


class CodeForm(forms.Form):
    code = forms.ChoiceField(label=_("Handling code"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, codes: Sequence[CodeWords], **options: Any) -> None:
        super().__init__(*args, **options)
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


def is_code(value: str) -> bool:
    return value in Topic.Code.values
