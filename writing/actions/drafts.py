"""Drafts: kept as one types, never one over another, removed when they have been posted."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils import timezone

from network.guard import require
from network.models import Membership
from writing.access import can_keep_drafts
from writing.models import Draft


class Overtaken(Exception):
    """Another window has saved in the meantime: `draft` is what stands there, None when it was posted or deleted."""

    def __init__(self, draft: Draft | None) -> None:
        super().__init__()
        self.draft = draft


def save_draft(*, actor: Membership, place: str, thing: Model, fields: dict[str, Any], version: int) -> Draft:
    """A member keeps what he has typed at PLACE ("reply:…") over the VERSION that his window knows (0: none).

    Raises Overtaken when another window was faster; then nothing is changed.
    """
    require(can_keep_drafts, actor)
    now = timezone.now()
    if version == 0:
        try:
            with transaction.atomic():
                return Draft.objects.create(  # type: ignore[no-any-return]
                    membership=actor,
                    place=place,
                    label=thing._meta.label,
                    thing_id=thing.pk,
                    fields=fields,
                    saved_at=now,
                )
        except IntegrityError:
            return _found_before(actor, place, fields)
    drafts = Draft.objects.filter(membership=actor, place=place)
    if not drafts.filter(version=version).update(fields=fields, version=version + 1, saved_at=now):
        return _found_before(actor, place, fields)
    return Draft(membership=actor, place=place, fields=fields, version=version + 1, saved_at=now)


def _found_before(actor: Membership, place: str, fields: dict[str, Any]) -> Draft:
    """Return what stands at PLACE if it says the same (a form that came twice); else the window was overtaken."""
    draft: Draft | None = Draft.objects.filter(membership=actor, place=place).first()
    if draft is None or draft.fields != fields:
        raise Overtaken(draft)
    return draft


def drop_draft(*, actor: Membership, place: str, version: int | None = None, body: str = "") -> None:
    """A member's draft at PLACE is removed; with a VERSION, unless another window has saved something else since."""
    require(can_keep_drafts, actor)
    drafts = Draft.objects.filter(membership=actor, place=place)
    if version is not None:
        drafts = drafts.filter(Q(version__lte=version) | Q(fields__body=body))
    drafts.delete()
