"""What this room does by the clock."""

from datetime import timedelta

from forum.actions.bookmarks import remind
from jobs.terms import job
from network.readers import as_system

CLOCK = as_system("the clock tells those whom it concerns, and no person stands behind it")


@job(every=timedelta(minutes=15))
def remind_of_bookmarks() -> None:
    """Tell members of the posts of which they wanted to be reminded by now."""
    remind(actor=CLOCK)
