"""Removes each permission check in turn, in a copy of the work tree, and counts how many the tests notice."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.prove.mutants.copies import LEFT_OUT, Copy, Reached, tests_of
from tests.prove.mutants.find import Mutant, mutants
from tests.prove.mutants.same import is_same
from tests.prove.proof import NotHeld, Run, hold

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = 40
LEAST = 100
GOAL = 0.98
AT_ONCE = 2


def prove(run: Run) -> str:
    """Every mutant (a seeded sample of them without --long) fails at least one test; what survives is listed."""
    everything = [mutant for mutant in mutants(ROOT) if not is_same(key_of(mutant))]
    hold(len(everything) >= LEAST, f"only {len(everything)} permission checks were found")
    chosen = everything if run.long else run.choose.sample(everything, SAMPLE)
    every = [Copy.of(ROOT, run.folder / f"copy-{number}") for number in range(AT_ONCE)]
    reached = _what_tests_reach(every, {mutant.path for mutant in everything})
    broken = sorted(name for name, found in reached.items() if found["failed"])
    run.note("reached", tests=len(reached), broken=broken)
    copies: Queue[Copy] = Queue()
    for copy in every:
        copies.put(copy)
    survivors: list[Mutant] = []

    def attempt(mutant: Mutant) -> None:
        copy, tests = copies.get(), tests_of(mutant, reached)
        try:
            by = copy.notices(mutant, tests)
        finally:
            copies.put(copy)
        run.note("noticed" if by else "SURVIVED", mutant=str(mutant), key=key_of(mutant), by=by, tests=len(tests))
        if not by:
            survivors.append(mutant)

    with ThreadPoolExecutor(AT_ONCE) as workers:
        list(workers.map(attempt, chosen))
    share = 1 - len(survivors) / len(chosen)
    figures = f"{len(chosen) - len(survivors)} of {len(chosen)} mutants noticed ({share:.1%}); {len(everything)} in all"
    if broken:
        figures += f"; {len(broken)} tests left out, they fail without a mutant"
    if survivors:
        figures += "".join(f"\n    survived: {mutant}" for mutant in sorted(survivors, key=str))
    # A sample of forty has no room for a share: there each survivor counts.
    if share < GOAL:
        raise NotHeld(figures)
    return figures


def key_of(mutant: Mutant) -> str:
    """Name a mutant without its line, so that a list of names outlives a change above it."""
    return re.sub(r":\d+ ", " ", str(mutant))


def _what_tests_reach(copies: list[Copy], paths: set[str]) -> Reached:
    """Run the whole suite once, half of it in each copy."""
    folders = sorted(
        f"tests/{folder.name}"
        for folder in (ROOT / "tests").iterdir()
        if folder.is_dir() and f"tests/{folder.name}" not in LEFT_OUT and list(folder.rglob("test_*.py"))
    )
    # The two largest apart, so that both copies are busy about as long.
    first = [folder for folder in folders if folder in {"tests/access", "tests/architecture", "tests/forum"}]
    halves = [first, [folder for folder in folders if folder not in first]]
    with ThreadPoolExecutor(len(copies)) as workers:
        found = list(workers.map(lambda pair: pair[0].reached(pair[1], paths), zip(copies, halves, strict=True)))
    return {**found[0], **found[1]}
