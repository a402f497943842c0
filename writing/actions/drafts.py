"""Drafts: kept as one types, never one over another, removed when they have been posted."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils import timezone

from network.guard import require
from network.models import Membership
from writing.access import can_keep_drafts
from writing.files.fields import KEPT
from writing.models import Draft, StoredFile


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
                draft: Draft = Draft.objects.create(
                    membership=actor,
                    place=place,
                    label=thing._meta.label,
                    thing_id=thing.pk,
                    fields=fields,
                    saved_at=now,
                )
                _hold_files(draft)
                return draft
        except IntegrityError:
            return _found_before(actor, place, fields)
    with transaction.atomic():
        drafts = Draft.objects.filter(membership=actor, place=place)
        if drafts.filter(version=version).update(fields=fields, version=version + 1, saved_at=now):
            draft = drafts.get()
            _hold_files(draft)
            return draft
    return _found_before(actor, place, fields)


def _hold_files(draft: Draft) -> None:
    """Keep the files that DRAFT names, and no longer those that it named before."""
    named = draft.fields.get(KEPT, [])
    mine = StoredFile.objects.filter(owner_id=draft.membership_id, attached=False)
    mine.filter(draft=draft).exclude(public_id__in=named).update(draft=None)
    if named:
        mine.filter(public_id__in=named).update(draft=draft)


def _found_before(actor: Membership, place: str, fields: dict[str, Any]) -> Draft:
    """Return what stands at PLACE if it says the same (a form that came twice); else the window was overtaken."""
    draft: Draft | None = Draft.objects.filter(membership=actor, place=place).first()
    if draft is None or draft.fields != fields:
        raise Overtaken(draft)
    return draft


def clear_draft(*, actor: Membership, place: str, version: int) -> None:
    """A member has cleared the composer at PLACE: the draft that his window knows as VERSION is removed.

    Raises Overtaken when another window has saved something else since.
    """
    require(can_keep_drafts, actor)
    drafts = Draft.objects.filter(membership=actor, place=place)
    if not drafts.filter(version=version).delete()[0]:
        standing = drafts.first()
        if standing is not None:
            raise Overtaken(standing)


def drop_draft(*, actor: Membership, place: str, version: int | None = None, body: str = "") -> None:
    """A member's draft at PLACE is removed; with a VERSION, unless another window has saved something else since."""
    require(can_keep_drafts, actor)
    drafts = Draft.objects.filter(membership=actor, place=place)
    if version is not None:
        drafts = drafts.filter(Q(version__lte=version) | Q(fields__body=body))
    drafts.delete()
