"""What this room does by the clock."""

from datetime import timedelta

from jobs.terms import job
from live import outbox


@job(every=timedelta(hours=1))
def prune_outbox() -> None:
    """Remove the facts which nobody will ask for any more."""
    outbox.prune()
