"""One fact to a thousand sockets: how soon the last one hears, whether all do, and what a socket costs."""

from collections.abc import Iterator

from benchmarks import live
from benchmarks.figures import Figure, at_most, not_measured, progress
from benchmarks.setups import Setups

SOCKETS = 1_000
LAST = {1: 100, 2: 200}  # milliseconds, by processes
KILOBYTES = 35


def delivery(setups: Setups, setup: str, processes: int, rounds: int) -> Iterator[Figure]:
    place = f"{SOCKETS:,} sockets of {processes} process{'es' if processes > 1 else ''}"
    name = f"live, {place}: the last hears"
    if reason := setups.missing(setup):
        yield not_measured(name, reason)
        return
    progress(f"Live: {place}")
    env = setups.store(setup, "tenth").environment
    found = live.measure(env, sockets=SOCKETS, rounds=3 * rounds, processes=processes)
    yield at_most(name, found.last_p50, "ms", LAST[processes])
    yield Figure(f"live, {place}: the last, slowest round", found.last_worst, "ms")
    yield at_most(f"live, {place}: lost or twice", found.lost + found.twice, "messages", 0)
    yield at_most(f"live, {place}: an idle socket", found.kilobytes_per_socket, "kB", KILOBYTES)
