"""What this room does by the clock."""

from datetime import timedelta

from jobs.terms import job
from network.readers import as_system
from writing.actions.files import clear_files

CLOCK = as_system("the clock removes files that nobody attached, and no person stands behind it")


@job(every=timedelta(hours=1))
def clear_left_over() -> None:
    """Remove files that were sent and stand in no post."""
    clear_files(actor=CLOCK)
