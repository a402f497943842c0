"""The queue: a job is taken, run, and marked as done, to be tried again, or failed; those of the dead are rescued."""

import logging
from datetime import datetime
from traceback import format_tb

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jobs.health import living
from jobs.terms import terms_of

log = logging.getLogger(__name__)

# A job that kills its worker is rescued this many times beyond its own retries, then given up.
RESCUES = 3


def take(lane: str, worker: str) -> DBTaskResult | None:
    """Take the next job of LANE that is due, or return None. No two workers take the same."""
    due = DBTaskResult.objects.ready().filter(queue_name=lane)
    # Looking takes no lock: an idle worker must not stand in the way of those who write.
    if not due.exists():
        return None
    with transaction.atomic():
        row = due.get_locked()
        if row is not None:
            row.claim(worker)
    return row


def run(row: DBTaskResult) -> None:
    """Run the job that was taken, and write down how it ended."""
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except BaseException as fault:  # SystemExit, too: a job that ends its thread would end its lane
        _after_a_fault(row, fault)
    else:
        _end(row, TaskResultStatus.SUCCESSFUL)


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


def _after_a_fault(row: DBTaskResult, fault: BaseException) -> None:
    terms, attempt = terms_of(row.task_path), len(row.worker_ids)
    kind = f"{type(fault).__module__}.{type(fault).__qualname__}"
    # The words of a fault may hold an address or a name; its kind and the lines of code never do.
    log.warning("job %s, attempt %d: %s", row.task_path, attempt, kind)
    noted = {"exception_class_path": kind, "traceback": "".join(format_tb(fault.__traceback__))}
    if attempt <= terms.retries:
        _end(row, TaskResultStatus.READY, run_after=timezone.now() + terms.wait(attempt), **noted)
    else:
        log.error("job %s was given up after %d attempts", row.task_path, attempt)
        _end(row, TaskResultStatus.FAILED, **noted)


def _give_back(row: DBTaskResult) -> bool:
    attempt = len(row.worker_ids)
    log.warning("job %s, attempt %d: its worker died", row.task_path, attempt)
    if attempt <= terms_of(row.task_path).retries + RESCUES:
        return _end(row, TaskResultStatus.READY, run_after=timezone.now())
    log.error("job %s was given up after %d attempts", row.task_path, attempt)
    return _end(row, TaskResultStatus.FAILED, exception_class_path="builtins.ChildProcessError")


def _end(row: DBTaskResult, status: TaskResultStatus, **fields: object) -> bool:
    # Only while it is still ours: a worker that was taken for dead must not overwrite what its successor wrote.
    if status != TaskResultStatus.READY:
        fields["finished_at"] = timezone.now()
    mine = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
    return bool(mine.update(status=status, **fields))
