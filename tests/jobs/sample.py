"""Jobs that only the tests run."""

import os
from datetime import timedelta
from pathlib import Path

from jobs.terms import job

noted: list[int] = []


@job(retries=2, first=timedelta(seconds=10), longest=timedelta(seconds=15))
def note(number: int) -> None:
    noted.append(number)


@job(retries=2, first=timedelta(seconds=10), longest=timedelta(seconds=15))
def fail(number: int) -> None:
    noted.append(number)
    raise LookupError("somebody@authority.example has no place")


@job(queue="mail")
def post(number: int) -> None:
    noted.append(number)


runs: list[tuple[int, ...]] = []


@job(retries=2, first=timedelta(seconds=10), longest=timedelta(seconds=15), together=3)
def gather(*numbers: int) -> None:
    """Note what is run at once; zero is a fault, and at -1 somebody presses Ctrl-C."""
    runs.append(numbers)
    if -1 in numbers:
        raise KeyboardInterrupt
    if 0 in numbers:
        raise LookupError


@job(retries=0)
def leave(number: int) -> None:
    noted.append(number)
    raise SystemExit(number)


@job(retries=0)
def hold(folder: str) -> None:
    """Say through a pipe that the work began, then wait for leave to end it."""
    with Path(folder, "began").open("w") as began:
        began.write("x")
    Path(folder, "go").read_text()


@job(retries=0)
def mark(path: str) -> None:
    """Append one line to the file at PATH."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), "w") as file:
        file.write("done\n")
