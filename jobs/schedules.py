"""The periodic jobs of the worker itself and of the network, which may not know that there is one."""

from datetime import timedelta

from django.utils import timezone

from jobs import health, queue
from jobs.terms import job
from network.models import Attempt
from network.sessions import SessionStore

KEPT = timedelta(days=7)


@job(every=timedelta(hours=6))
def prune_jobs() -> None:
    """Remove what ended a week ago, and the beats of workers long gone."""
    queue.prune(timezone.now() - KEPT)
    health.forget_the_dead()


@job(every=timedelta(minutes=30))
def prune_sessions() -> None:
    SessionStore.clear_expired()


@job(every=timedelta(minutes=30))
def prune_attempts() -> None:
    """Remove the counts of tries whose window is over."""
    Attempt.objects.filter(expires_at__lt=timezone.now()).delete()
