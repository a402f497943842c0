"""How long a start takes, and how much memory a process takes at rest."""

import statistics
import time
from collections.abc import Iterator

from benchmarks import servers
from benchmarks.figures import Figure, at_most, not_measured, progress
from benchmarks.servers import free_port
from benchmarks.setups import Setups
from benchmarks.stores import run_inside

MOST_SECONDS = 1.0
MOST_SECONDS_MAKE = 5.0
MOST_MEGABYTES = 130
QUIET = 3  # seconds after the first page


def starts(setups: Setups, setup: str, size: str, rounds: int) -> Iterator[Figure]:
    """From the start of the process to the first topic page, of a member who is signed in."""
    if reason := setups.missing(setup):
        yield not_measured(f"{setup}: start to first page", reason)
        yield not_measured(f"{setup}: memory at rest", reason)
        return
    store = setups.store(setup, size)
    where = run_inside("inside", "visitor", env=store.environment)
    seconds, memory = [], {}
    for number in range(rounds + 1):
        progress(f"{setup}: start {number + 1} of {rounds + 1}")
        with setups.command(setup)(store, pin=False) as server:
            waited = server.wait(where["topic"], where["cookie"])
            # The first start of a run reads everything from the disk.
            if number:
                seconds.append(waited)
            if number == rounds:
                time.sleep(QUIET)
                memory = server.memory()
    yield at_most(
        f"{setup}: start to first page",
        statistics.median(seconds),
        "s",
        MOST_SECONDS,
        spread=(min(seconds), max(seconds)),
    )
    # Gunicorn's first process only watches the one that answers.
    yield at_most(f"{setup}: memory at rest", max(memory.values()), "MB (PSS)", MOST_MEGABYTES)


def make_run(setups: Setups, rounds: int) -> Iterator[Figure]:
    """`make run` in an installed clone, until the pages answer."""
    name = "make run, installed"
    store = setups.store("embedded", "tenth")
    seconds = []
    for number in range(rounds + 1):
        progress(f"make run {number + 1} of {rounds + 1}")
        port = free_port()
        env = store.environment | {"PORT": str(port), "DJANGO_SETTINGS_MODULE": "config.settings"}
        with servers.serving(["make", "-s", "run"], env, port, pin=False) as server:
            waited = server.wait("/health/live")
            if number:
                seconds.append(waited)
    yield at_most(name, statistics.median(seconds), "s", MOST_SECONDS_MAKE, spread=(min(seconds), max(seconds)))
