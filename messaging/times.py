"""Instants as the protocol writes them: milliseconds since 1970."""

from datetime import datetime

from django.utils import timezone

from messaging.refusals import Refusal

# By how much the clock of a browser may differ.
SLIP_MS = 10 * 60 * 1000


def milliseconds(at: datetime | None = None) -> int:
    return int((at or timezone.now()).timestamp() * 1000)


def check_clock(time: int) -> None:
    """Refuse an object whose TIME is not within ten minutes of the server's, and say what time it is here."""
    now = milliseconds()
    if abs(time - now) > SLIP_MS:
        raise Refusal("clock", time=now)
