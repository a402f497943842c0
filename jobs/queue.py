"""The queue: a job is taken, run, and marked as done, to be tried again, or failed; those of the dead are rescued."""

import logging
from collections.abc import Sequence
from datetime import datetime
from traceback import format_tb

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from jobs.health import living
from jobs.terms import terms_of

log = logging.getLogger(__name__)

# A job that kills its worker is rescued this many times beyond its own retries, then given up.
RESCUES = 3


def take(lane: str, worker: str) -> list[DBTaskResult]:
    """Take the next job of LANE that is due, and what may be run with it; none: []. No two workers take the same."""
    due = DBTaskResult.objects.ready().filter(queue_name=lane)
    # Looking takes no lock: an idle worker must not stand in the way of those who write.
    if not due.exists():
        return []
    with transaction.atomic():
        row = due.get_locked()
        if row is None:
            return []
        row.claim(worker)
        return [row, *_take_with(row, due)]


def _take_with(row: DBTaskResult, due: DBTaskResultQuerySet) -> list[DBTaskResult]:
    most = terms_of(row.task_path).together - 1
    # What was tried before is run alone: it may be what ends its worker.
    if not most or len(row.worker_ids) > 1:
        return []
    more = due.filter(task_path=row.task_path, started_at=None).select_for_update(skip_locked=True)[:most]
    rows: list[DBTaskResult] = list(more)
    taken = {"status": row.status, "started_at": row.started_at, "worker_ids": row.worker_ids}
    if rows:
        DBTaskResult.objects.filter(pk__in=[one.pk for one in rows]).update(**taken)
    for one in rows:
        one.status, one.started_at, one.worker_ids = row.status, row.started_at, row.worker_ids
    return rows


def run(rows: Sequence[DBTaskResult]) -> None:
    """Run the jobs that were taken together, and write down how they ended."""
    if len(rows) > 1 and _run_as_one(rows):
        return
    for row in rows:
        _run_alone(row)


def _run_as_one(rows: Sequence[DBTaskResult]) -> bool:
    try:
        rows[0].task.call(*[value for row in rows for value in row.args_kwargs["args"]])
    except Exception as fault:
        # Whose fault it is shows when each is run by itself.
        log.warning("job %s, %d together: %s", rows[0].task_path, len(rows), _kind_of(fault))
        return False
    _end(rows, TaskResultStatus.SUCCESSFUL)
    return True


def _run_alone(row: DBTaskResult) -> None:
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as fault:  # a stop goes on: the job stays taken, and is rescued when its worker beats no more
        _after_a_fault(row, fault)
    else:
        _end([row], TaskResultStatus.SUCCESSFUL)


def rescue() -> int:
    """Give back what was taken by workers that have died since, and return how many jobs that were."""
    # In this order: a worker beats before it takes, so that whoever took a row read here is among the living read next.
    rows = list(DBTaskResult.objects.running())
    if not rows:
        return 0
    alive = living()
    return sum(_give_back(row) for row in rows if not row.worker_ids or row.worker_ids[-1] not in alive)


def prune(before: datetime) -> int:
    """Remove the jobs that ended before BEFORE, and return how many."""
    removed: int = DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()[0]
    return removed


def waits(name: str) -> bool:
    """Whether the job NAME stands in the queue already."""
    return bool(DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=name).exists())


def _after_a_fault(row: DBTaskResult, fault: Exception) -> None:
    terms, attempt, kind = terms_of(row.task_path), len(row.worker_ids), _kind_of(fault)
    # The words of a fault may hold an address or a name; its kind and the lines of code never do.
    log.warning("job %s, attempt %d: %s", row.task_path, attempt, kind)
    noted = {"exception_class_path": kind, "traceback": "".join(format_tb(fault.__traceback__))}
    if attempt <= terms.retries:
        _end([row], TaskResultStatus.READY, run_after=timezone.now() + terms.wait(attempt), **noted)
    else:
        log.error("job %s was given up after %d attempts", row.task_path, attempt)
        _end([row], TaskResultStatus.FAILED, **noted)


def _kind_of(fault: Exception) -> str:
    return f"{type(fault).__module__}.{type(fault).__qualname__}"


def _give_back(row: DBTaskResult) -> bool:
    attempt = len(row.worker_ids)
    log.warning("job %s, attempt %d: its worker died", row.task_path, attempt)
    if attempt <= terms_of(row.task_path).retries + RESCUES:
        return _end([row], TaskResultStatus.READY, run_after=timezone.now())
    log.error("job %s was given up after %d attempts", row.task_path, attempt)
    return _end([row], TaskResultStatus.FAILED, exception_class_path="builtins.ChildProcessError")


def _end(rows: Sequence[DBTaskResult], status: TaskResultStatus, **fields: object) -> bool:
    # Only while it is still ours: a worker that was taken for dead must not overwrite what its successor wrote.
    if status != TaskResultStatus.READY:
        fields["finished_at"] = timezone.now()
    keys, since = [row.pk for row in rows], rows[0].started_at
    mine = DBTaskResult.objects.filter(pk__in=keys, status=TaskResultStatus.RUNNING, started_at=since)
    return bool(mine.update(status=status, **fields))
