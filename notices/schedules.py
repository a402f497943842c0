"""What this room does by the clock."""

import logging
from datetime import timedelta

from jobs.terms import job
from notices import letters

log = logging.getLogger(__name__)

KEPT = timedelta(days=7)
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
