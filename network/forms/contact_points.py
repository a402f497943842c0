"""Whom to admit, and as what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import ContactPoint, Membership

ROLE_HELP = _(
    "A helper sets the status of topics and marks answers; a coordinator also admits members and moderates. "
    "Both need a second factor shown within the last five minutes."
)


def roles_for(actor: Membership) -> list[tuple[str, Any]]:
    """Return the roles that ACTOR may give: coordinators are named by the secretariat."""
    return [
        (role.value, role.label)
        for role in ContactPoint.Role
        if role != ContactPoint.Role.COORDINATOR or actor.duty_membership
    ]


class PlaceRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role in the network"), help_text=ROLE_HELP)

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_for(actor)  # type: ignore[attr-defined]


class AdmitForm(PlaceRoleForm):
    """One of the officers on the page; another identifier answers like an invented one."""

    membership = forms.ChoiceField(label=_("Officer"), widget=forms.RadioSelect)

    field_order = ["membership", "role"]

    def __init__(self, *args: Any, actor: Membership, candidates: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.candidates = {candidate.public_id: candidate for candidate in candidates}
        self.fields["membership"].choices = [  # type: ignore[attr-defined]
            (public_id, f"{candidate.function_name}, {candidate.authority.name}: {candidate.member.name}")
            for public_id, candidate in self.candidates.items()
        ]

    def clean_membership(self) -> Membership:
        return self.candidates[self.cleaned_data["membership"]]
