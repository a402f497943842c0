"""The job writes what two officials decided, who asked fetches it, and the clock removes it."""

from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moving.access import can_fetch_export, can_write_exports, stands
from moving.form import folder
from moving.leaving.archive import write_archive
from moving.leaving.rows import topics_of
from moving.models import NetworkExport
from network import audit
from network.conflicts import Conflict
from network.guard import require
from network.models import AuditEntry, Membership
from network.readers import Reader
from notices.actions import hear

KEPT = timedelta(days=7)
# A request on which nobody decides.
WAITS = timedelta(days=30)
# Nothing is written for so long: what lies there was left behind.
STRAY = timedelta(days=1)
GONE = _("This export is not there any more. Ask for it again.")
Status, Fault = NetworkExport.Status, NetworkExport.Fault
# After one of these something in the file may be what nobody is to read any more, or fewer.
WITHDRAWING = (
    "code_raised",
    "post_code_raised",
    "file_code_raised",
    "post_erased",
    "post_hidden",
    "topic_moved",
    "topics_merged",
    "topic_split",
    "topic_removed_by_age",
)


class Stopped(Exception):
    """The writing ends here: `fault` says why."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def write_export(*, actor: Reader, export_id: int) -> None:
    """The job writes an approved export; one that is ready or over is left alone, so that it may run twice."""
    require(can_write_exports, actor)
    export = _writing(export_id)
    if export is None:
        return
    began = timezone.now()
    # Whose sight is asked is read anew: what he may see is what he may see now.
    total = topics_of(export.asked_by, export.network).count()
    NetworkExport.objects.filter(pk=export_id, status=Status.WRITING).update(began_at=began, total=total, done=0)
    stored = folder.new_name()
    try:
        _go_on(export_id, 0)
        with folder.writing(stored) as file:
            write_archive(export.asked_by, export.network, file, partial(_go_on, export_id))
        _go_on(export_id, total)
        _keep(actor, export, stored, began)
    except Stopped as stopped:
        folder.remove(stored)
        _stop(actor, export, stopped.fault)
    except ValueError:
        folder.remove(stored)
        _stop(actor, export, Fault.BROKEN)


@transaction.atomic
def fetch_export(*, actor: Membership, export: NetworkExport) -> BinaryIO:
    """Who asked fetches the file, as often as his line demands until it is removed. Raises Conflict when it is gone."""
    rows = NetworkExport.objects.select_for_update(of=("self",)).select_related("network", "asked_by", "decided_by")
    export = rows.get(pk=export.pk)
    require(can_fetch_export, actor, export)
    if export.status != Status.READY or _is_withdrawn(export):
        raise Conflict(GONE)
    try:
        file = folder.place(export.stored).open("rb")
    except FileNotFoundError as error:
        raise Conflict(GONE) from error
    audit.record("export_fetched", actor=actor, subject=export, duty="content", network=export.network)
    return file


def look_over_exports(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock removes files that are too old, or hold what was withdrawn, or whose officials left; returns how many.

    A request on which nobody has decided for a month ends as well.
    """
    require(can_write_exports, actor)
    now = now or timezone.now()
    NetworkExport.objects.filter(status=Status.ASKED, asked_at__lt=now - WAITS).update(
        status=Status.TAKEN_BACK, ended_at=now
    )
    count = 0
    ready = NetworkExport.objects.filter(status=Status.READY)
    for export in ready.select_related("network", "asked_by", "decided_by"):
        if export.ready_at is not None and export.ready_at < now - KEPT:
            _remove(export, Status.REMOVED, "")
        elif not stands(export):
            _stop(actor, export, Fault.ROLE)
        elif _is_withdrawn(export):
            _stop(actor, export, Fault.WITHDRAWN)
        else:
            continue
        count += 1
    kept = set(NetworkExport.objects.filter(ended_at=None).exclude(stored="").values_list("stored", flat=True))
    folder.remove_strays(kept, STRAY.total_seconds())
    return count


def _writing(export_id: int) -> NetworkExport | None:
    rows = NetworkExport.objects.select_related("network", "asked_by", "decided_by")
    found: NetworkExport | None = rows.filter(pk=export_id, status=Status.WRITING).first()
    return found


def _go_on(export_id: int, done: int) -> None:
    """Note that DONE topics are written, and ask again whether both officials still are what they were."""
    NetworkExport.objects.filter(pk=export_id, status=Status.WRITING).update(done=done)
    export = _writing(export_id)
    if export is None or not stands(export):
        raise Stopped(Fault.ROLE)


@transaction.atomic
def _keep(actor: Reader, export: NetworkExport, stored: str, began: datetime) -> None:
    rows = NetworkExport.objects.filter(pk=export.pk, status=Status.WRITING)
    size = folder.place(stored).stat().st_size
    if not rows.update(status=Status.READY, ready_at=timezone.now(), stored=stored, size=size):
        folder.remove(stored)
        return
    export.began_at = began
    if _is_withdrawn(export):
        # It was withdrawn while it was written.
        raise Stopped(Fault.WITHDRAWN)
    audit.record("export_written", actor=actor, subject=export, duty="content", network=export.network)
    _tell(actor, export, "export_ready")


def _is_withdrawn(export: NetworkExport) -> bool:
    acts = AuditEntry.objects.filter(network_id=export.network_id, act__in=WITHDRAWING, at__gte=export.began_at)
    return bool(acts.exists())


@transaction.atomic
def _stop(actor: Reader, export: NetworkExport, fault: str) -> None:
    _remove(export, Status.STOPPED, fault)
    audit.record("export_stopped", actor=actor, subject=export, duty="content", network=export.network)
    _tell(actor, export, "export_decided")


def _remove(export: NetworkExport, status: str, fault: str) -> None:
    rows = NetworkExport.objects.filter(pk=export.pk, ended_at=None)
    rows.update(status=status, fault=fault, ended_at=timezone.now(), stored="")
    folder.remove(export.stored)


def _tell(actor: Reader, export: NetworkExport, kind: str) -> None:
    hear(actor=actor, kind=kind, thing=export, group=f"export:{export.pk}", membership_ids=[export.asked_by_id])
