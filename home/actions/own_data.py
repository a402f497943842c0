"""My data: asked for, gathered by a job, fetched once, removed after seven days."""

from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.access import can_ask_own_data, can_forget, can_take_own_data
from home.models import OwnData
from home.own_data import folder
from home.own_data.archive import write
from network import audit
from network.conflicts import Conflict
from network.guard import require
from network.models import Membership
from network.readers import Reader

KEPT = timedelta(days=7)
ASKED_ALREADY = _("You have asked for your data already. Fetch them, or wait until they are ready.")
TAKEN_ALREADY = _("These data are not there any more: they are fetched once. Ask for them again.")


@transaction.atomic
def ask_own_data(*, actor: Membership) -> OwnData:
    """A member asks for all that he wrote or is recorded with; a job gathers it."""
    from home.schedules import gather_own_data

    require(can_ask_own_data, actor)
    try:
        with transaction.atomic():
            data: OwnData = OwnData.objects.create(member=actor.member, asked_at=timezone.now())
    except IntegrityError as error:
        raise Conflict(ASKED_ALREADY) from error
    audit.record("own_data_asked", actor=actor, subject=actor.member, duty="technical", authority=actor.authority)
    gather_own_data.enqueue(data.pk)
    return data


def gather(*, actor: Reader, data_id: int) -> None:
    """The job writes the file; one that is ready or over already is left alone, so that it may run twice."""
    require(can_forget, actor)
    data = OwnData.objects.select_related("member").filter(pk=data_id, ready_at=None, ended_at=None).first()
    if data is None:
        return
    stored = folder.new_name()
    with folder.writing(stored) as file:
        write(data.member, file)
    size = folder.place(stored).stat().st_size
    waiting = OwnData.objects.filter(pk=data_id, ready_at=None, ended_at=None)
    if not waiting.update(ready_at=timezone.now(), stored=stored, size=size):
        folder.remove(stored)


@transaction.atomic
def take_own_data(*, actor: Membership, data: OwnData) -> BinaryIO:
    """The owner fetches the file, once; it is removed when that is settled. Raises Conflict when it is not there."""
    require(can_take_own_data, actor, data)
    there = OwnData.objects.filter(pk=data.pk, ready_at__isnull=False, ended_at=None)
    if not there.update(ended_at=timezone.now()):
        raise Conflict(TAKEN_ALREADY)
    try:
        file = folder.place(data.stored).open("rb")
    except FileNotFoundError as error:
        raise Conflict(TAKEN_ALREADY) from error
    audit.record("own_data_taken", actor=actor, subject=actor.member, duty="technical", authority=actor.authority)
    # Who has the file open reads on.
    transaction.on_commit(partial(folder.remove, data.stored))
    return file


def remove_old_data(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock removes what nobody fetched within seven days; return how many files that were."""
    require(can_forget, actor)
    limit = (now or timezone.now()) - KEPT
    count = 0
    for data in OwnData.objects.filter(ended_at=None, ready_at__lt=limit):
        folder.remove(data.stored)
        count += OwnData.objects.filter(pk=data.pk, ended_at=None).update(ended_at=timezone.now())
    return count
