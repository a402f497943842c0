"""Removes each permission check in turn, in a copy of the work tree, and counts how many the tests notice."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.prove.mutants.copies import Copy
from tests.prove.mutants.find import Mutant, mutants
from tests.prove.mutants.same import SAME
from tests.prove.proof import NotHeld, Run, hold

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = 40
LEAST = 100
GOAL = 0.98
AT_ONCE = 2


def prove(run: Run) -> str:
    """Every mutant (a seeded sample of them without --long) fails at least one test; what survives is listed."""
    everything = [mutant for mutant in mutants(ROOT) if key_of(mutant) not in SAME]
    hold(len(everything) >= LEAST, f"only {len(everything)} permission checks were found")
    chosen = everything if run.long else run.choose.sample(everything, SAMPLE)
    copies: Queue[Copy] = Queue()
    every = [Copy.of(ROOT, run.folder / f"copy-{number}") for number in range(AT_ONCE)]
    for each in every:
        copies.put(each)
    survivors: list[Mutant] = []

    def attempt(mutant: Mutant) -> None:
        copy = copies.get()
        try:
            by = copy.notices(mutant)
        finally:
            copies.put(copy)
        run.note("noticed" if by else "SURVIVED", mutant=str(mutant), key=key_of(mutant), by=by)
        if not by:
            survivors.append(mutant)

    with ThreadPoolExecutor(AT_ONCE) as workers:
        list(workers.map(attempt, chosen))
    share = 1 - len(survivors) / len(chosen)
    figures = f"{len(chosen) - len(survivors)} of {len(chosen)} mutants noticed ({share:.1%}); {len(everything)} in all"
    broken = {test for copy in every for test in copy.broken}
    if broken:
        figures += f"; {len(broken)} tests left out, they fail without a mutant"
    if survivors:
        figures += "".join(f"\n    survived: {mutant}" for mutant in sorted(survivors, key=str))
    if share < GOAL:
        raise NotHeld(figures)
    return figures


def key_of(mutant: Mutant) -> str:
    """Name a mutant without its line, so that a list of names outlives a change above it."""
    return re.sub(r":\d+ ", " ", str(mutant))
