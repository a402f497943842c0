"""What this room does by the clock."""

from datetime import timedelta

from forum.actions.bookmarks import remind
from forum.actions.outcome import ask_for_outcomes, remind_of_unanswered
from forum.actions.retention import remove_old_topics
from forum.search import jobs as _search_jobs  # noqa: F401 - the index is repaired by the clock
from jobs.terms import job
from network.readers import as_system

RETENTION = as_system("what is past its time is removed by the clock")
CLOCK = as_system("the clock tells those whom it concerns, and no person stands behind it")


@job(every=timedelta(hours=1))
def remove_what_is_past_its_time() -> None:
    """Remove some of the topics which their forum keeps no longer; the next hour goes on."""
    remove_old_topics(actor=RETENTION)


@job(every=timedelta(minutes=15))
def remind_of_bookmarks() -> None:
    """Tell members of the posts of which they wanted to be reminded by now."""
    remind(actor=CLOCK)


@job(every=timedelta(minutes=30))
def look_after_questions() -> None:
    """Tell helpers and coordinators of what nobody answered, and ask authors whether an answer helped."""
    remind_of_unanswered(actor=CLOCK)
    ask_for_outcomes(actor=CLOCK)
