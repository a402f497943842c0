"""The clock: puts each periodic job into the queue when it is due, once, however many processes look at it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from jobs import queue
from jobs.models import Schedule
from jobs.terms import scheduled, terms_of


def tick(now: datetime | None = None) -> list[str]:
    """Put what is due at NOW into the queue, and return the names of the jobs that this process put there."""
    now = now or timezone.now()
    known = {row.name: row.next_run for row in Schedule.objects.all()}
    missing = [Schedule(name=name, next_run=now) for name in scheduled() if name not in known]
    if missing:
        Schedule.objects.bulk_create(missing, ignore_conflicts=True)
        known = {row.name: row.next_run for row in Schedule.objects.all()}
    return [name for name in scheduled() if known[name] <= now and _put(name, known[name], now)]


def _put(name: str, seen: datetime, now: datetime) -> bool:
    every = terms_of(name).every
    assert every is not None
    with transaction.atomic():
        # The one who finds `next_run` as he saw it wins. After a standstill it runs once, not for each time missed.
        won = Schedule.objects.filter(name=name, next_run=seen).update(next_run=now + every, last_run=now)
        if not won or queue.waits(name):
            return False
        scheduled()[name].enqueue()
    return True
