"""How a job is declared: on which terms a function is run by the worker, again after a fault, or by the clock.

    @job(retries=5)
    def tell(membership_id: int) -> None: ...

    tell.enqueue(7)

The job is written in the transaction of the caller, and does not exist if that fails. It is delivered at least once: a
worker may die after the work and before the note that it was done, so that every job must do no harm when it runs
twice. Arguments are identifiers only; what a job shall know stands in the database.

What waits outlives an upgrade: a job that takes other arguments than before gets another name, and the one of before
stays for what was written down (tests/jobs/test_upgrade.py holds what may wait).

    @job(together=16)
    def index(*post_ids: int) -> None: ...

What comes often and is quickly done says how many of its kind may be taken together: it is written down once that all
were taken, and once that they are done. Such a job is enqueued with one argument, and called with those of all.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.module_loading import import_string
from django_tasks import task


@dataclass(frozen=True)
class Terms:
    """RETRIES attempts follow the first; waits double from FIRST up to LONGEST. EVERY: it is run by the clock.

    TOGETHER: so many that wait are run as one.
    """

    retries: int
    first: timedelta
    longest: timedelta
    every: timedelta | None
    together: int = 1

    def wait(self, attempt: int) -> timedelta:
        """Return how long to wait after attempt number ATTEMPT (from 1) failed: never the same for all that failed."""
        doubled = self.first * 2 ** min(attempt - 1, 30) if attempt < 30 else self.longest
        return min(doubled, self.longest) * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load, guards nothing


# A job that is not declared here: of an older version that is still in the queue, or of a newer one, whose pages were
# started before its worker and did not wait for it.
UNKNOWN = Terms(retries=5, first=timedelta(seconds=5), longest=timedelta(hours=1), every=None)

_terms: dict[str, Terms] = {}
_scheduled: dict[str, Any] = {}


def job(
    *,
    queue: str = "default",
    retries: int = 5,
    first: timedelta = timedelta(seconds=5),
    longest: timedelta = timedelta(hours=1),
    every: timedelta | None = None,
    together: int = 1,
) -> Callable[[Callable[..., None]], Any]:
    """Make a function of a module a job. One that is run by the clock (EVERY) takes no arguments."""

    def declare(function: Callable[..., None]) -> Any:
        declared = task(queue_name=queue)(function)
        _terms[declared.module_path] = Terms(retries, first, longest, every, together)
        if every is not None:
            _scheduled[declared.module_path] = declared
        return declared

    return declare


def terms_of(name: str) -> Terms:
    """Return the terms of the job NAME, whose module this process may not have met yet."""
    if name not in _terms:
        with suppress(ImportError):
            import_string(name)
    return _terms.get(name, UNKNOWN)


def scheduled() -> dict[str, Any]:
    """Return the jobs which are run by the clock, by name."""
    return dict(_scheduled)
