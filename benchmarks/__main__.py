"""Measures, prints a table, writes benchmarks/latest.json: `make bench`, or `python -m benchmarks --only NAME,…`."""

import argparse
import os
import subprocess
import traceback
from collections.abc import Callable, Iterator

from benchmarks import (
    archive,
    delivery,
    handler,
    pages,
    replies,
    rush,
    sealed_load,
    sealed_pages,
    sealing,
    search,
    starts,
    statements,
    weight,
)
from benchmarks.figures import Figure, at_least, not_measured, progress, table, write
from benchmarks.load import NotAnswered, has_wrk
from benchmarks.servers import NotStarted
from benchmarks.setups import NAMES, Setups, setups

Measured = Iterator[Figure]
# Without wrk nothing that needs a rate is measured: another hand would be slower than the servers.
NEED_WRK = {"pages", "growth", "handler", "replies"}
FILL_LEAST = {"embedded": 25_000, "production": 15_000}


class Run:
    """One run of the benchmark at one size."""

    def __init__(self, there: Setups, *, quick: bool) -> None:
        self.there = there
        self.size = "tenth" if quick else "full"
        self.sizes = ("tenth",) if quick else ("full", "tenth")
        self.rounds = 2 if quick else 5

    def fill(self) -> Measured:
        for setup in NAMES:
            name = f"{setup}: fill"
            if reason := self.there.missing(setup):
                yield not_measured(name, reason)
                continue
            filled = self.there.store(setup, self.size).filled
            yield at_least(name, filled["posts_per_second"], "posts/s", FILL_LEAST[setup])

    def statements(self) -> Measured:
        yield from statements.counts(self.there, self.size, self.sizes)

    def pages(self) -> Measured:
        for setup in NAMES:
            yield from pages.against_the_floor(self.there, setup, self.size, self.rounds)

    def growth(self) -> Measured:
        if len(self.sizes) == 1:
            yield not_measured("full size / a tenth", "--quick fills a tenth only")
            return
        for setup in NAMES:
            yield from pages.growth(self.there, setup, self.rounds)

    def replies(self) -> Measured:
        for setup in NAMES:
            yield from replies.reply(self.there, setup, self.size, self.rounds)

    def rush(self) -> Measured:
        for setup in NAMES:
            yield from rush.rush(self.there, setup, self.size, self.rounds)

    def starts(self) -> Measured:
        for setup in NAMES:
            yield from starts.starts(self.there, setup, self.size, self.rounds)
        yield from starts.make_run(self.there, self.rounds)

    def live(self) -> Measured:
        yield from delivery.delivery(self.there, "embedded", 1, self.rounds)
        yield from delivery.delivery(self.there, "production", 2, self.rounds)

    def handler(self) -> Measured:
        yield from handler.handlers(self.there, self.size, self.rounds)

    def search(self) -> Measured:
        yield from search.searches(self.there, self.sizes)

    def archive(self) -> Measured:
        yield from archive.archives(self.there.folder, self.size)

    def weight(self) -> Measured:
        yield from weight.weights(self.there, self.size)

    def sealing(self) -> Measured:
        yield from sealing.costs()
        yield from sealed_pages.costs(self.there.folder)
        yield from sealed_load.accepts(self.there)


# Replies come after the pages: they change the filled database.
PARTS = [
    "fill",
    "statements",
    "weight",
    "sealing",
    "pages",
    "growth",
    "handler",
    "starts",
    "live",
    "rush",
    "search",
    "archive",
    "replies",
]


def measured(name: str, part: Callable[[], Measured]) -> list[Figure]:
    """Return what PART finds. What goes wrong is said in its place, and the rest is measured all the same."""
    if name in NEED_WRK and not has_wrk():
        return [not_measured(name, "wrk is not installed")]
    found = []
    try:
        for figure in part():
            found.append(figure)
            progress(table([figure]).splitlines()[1].strip())
    except (NotAnswered, NotStarted, RuntimeError, subprocess.SubprocessError, OSError) as error:
        if os.environ.get("BENCH_TRACE"):
            traceback.print_exc()
        found.append(not_measured(name, " ".join(str(error).split())[-600:]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="NAME,…", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="a tenth of the content, two rounds")
    parser.add_argument(
        "--setup", choices=NAMES, default="", help="one of the two set-ups, where a run may not be long"
    )
    given = parser.parse_args()
    names = given.only.split(",") if given.only else PARTS
    if unknown := set(names) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    figures: list[Figure] = []
    with setups(given.setup) as there:
        run = Run(there, quick=given.quick)
        for name in names:
            figures += measured(name, getattr(run, name))
    print(table(figures))
    if not (given.only or given.quick or given.setup):
        write(figures)


if __name__ == "__main__":
    main()
