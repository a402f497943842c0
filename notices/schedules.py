"""What this room does by the clock."""

import logging
from datetime import timedelta

from django.utils import timezone

from jobs.terms import job
from notices import letters, mailing
from notices.querysets import telling

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
# So long one finds what one heard.
REMEMBERED = timedelta(days=180)
# By then the operator should know.
LONG = timedelta(minutes=15)


@job(every=timedelta(minutes=15))
def look_after_letters() -> None:
    """Give up what is too old, tell the operator when mail does not leave, remove what ended a week ago."""
    given_up = letters.give_up()
    if given_up:
        log.error("mail: %d letters were given up", given_up)
    waiting = letters.stuck(LONG)
    if waiting:
        log.error("mail: %d letters wait although they were tried; look at the mail server", waiting)
    letters.prune(KEPT)


@job(every=timedelta(minutes=15))
def mail_what_waits() -> None:
    """Write the mails of the morning, and those which quiet hours or an earlier mail of the hour held."""
    mailing.by_the_clock()


@job(every=timedelta(days=1))
def prune_notices() -> None:
    """Remove notices of half a year ago."""
    telling.prune(timezone.now() - REMEMBERED)
