"""Keeping what an author decided about personal data that was found in a text; never the text."""

from collections.abc import Sequence

from django.db.models import Model
from django.utils import timezone

from network.guard import require
from network.models import Membership
from writing.access import can_keep_drafts
from writing.models import Finding
from writing.personal.check import Decided


def record_findings(*, actor: Membership, thing: Model, decided: Sequence[Decided]) -> None:
    """The author's decisions are kept beside THING, by kind; one statement, none where nothing was found."""
    require(can_keep_drafts, actor)
    now = timezone.now()
    Finding.objects.bulk_create(
        Finding(
            membership=actor,
            kind=one.kind,
            decision=one.decision,
            label=thing._meta.label,
            thing_id=thing.pk,
            at=now,
        )
        for one in decided
    )
