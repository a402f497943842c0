"""How long a process that serves waits for PostgreSQL: a line on which no answer comes must not hold its threads.

The server's own bound (`statement_timeout`) reaches nobody when the line is slow, or dead without a word. So each wait
ends in this process, too (config/postgres.py).
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

STATEMENT = 8.0  # seconds for one answer; above the five of statement_timeout, which leaves the connection whole
PAGE = 10.0  # seconds that one page waits for the database, all its statements together

_serving = False


class _Left(threading.local):
    seconds: float | None = None


_left = _Left()


def begin() -> None:
    """From now on every wait of this process has an end. Commands, which may take minutes, do not call it."""
    global _serving
    _serving = True


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Let what this thread does inside wait for the database SECONDS in all, however often it asks."""
    before = _left.seconds
    _left.seconds = seconds if before is None else min(before, seconds)
    try:
        yield
    finally:
        _left.seconds = before


class PatienceMiddleware:
    """Bounds what a page waits for the database. The time in which a browser sends its files is not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with no_longer_than(PAGE):
            return self.get_response(request)


def longest_wait() -> float | None:
    """Return how many seconds this thread may wait for the next answer; None: as long as it takes."""
    if not _serving:
        return None
    return STATEMENT if _left.seconds is None else max(0.001, min(STATEMENT, _left.seconds))


def note_waited(seconds: float) -> None:
    if _left.seconds is not None:
        _left.seconds -= seconds
