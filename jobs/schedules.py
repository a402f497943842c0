"""The periodic jobs of the worker itself and of the network, which may not know that there is one."""

from datetime import timedelta

from django.utils import timezone

from jobs import health, queue
from jobs.terms import job
from network.actions.due import run_due

KEPT = timedelta(days=7)


@job(every=timedelta(hours=6))
def prune_jobs() -> None:
    """Remove what ended a week ago, and the beats of workers long gone."""
    queue.prune(timezone.now() - KEPT)
    health.forget_the_dead()


# Not tried again: the next minute does.
@job(every=timedelta(minutes=1), retries=0)
def apply_due() -> None:
    """What was announced a day ago takes effect; sessions and counts of tries that are over are removed."""
    run_due()
