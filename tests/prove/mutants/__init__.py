"""Removes each permission check in turn, in a copy of the work tree, and counts how many the tests notice.

MUTANTS names those to try by a pattern (`MUTANTS='^network/'`: one room), MUTANTS_SAMPLE how many of them the seed
draws.
"""

import os
import re
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.prove.mutants.copies import LEFT_OUT, Copy, Reached, tests_of
from tests.prove.mutants.find import mutants
from tests.prove.mutants.same import SAME, is_same
from tests.prove.mutants.source import Mutant
from tests.prove.proof import NotHeld, Run, hold

ROOT = Path(__file__).resolve().parents[3]
LEAST = 150
GOAL = 0.98
AT_ONCE = 2
FIRST = 6


def prove(run: Run) -> str:
    """Every mutant fails at least one test; what survives is listed."""
    chosen = [mutant for mutant in mutants(ROOT) if not is_same(key_of(mutant))]
    hold(len(chosen) >= LEAST, f"only {len(chosen)} permission checks were found")
    run.choose.shuffle(chosen)
    if only := os.environ.get("MUTANTS"):
        chosen = [mutant for mutant in chosen if re.search(only, str(mutant))]
    found = len(chosen)
    if sample := os.environ.get("MUTANTS_SAMPLE"):
        chosen = chosen[: int(sample)]
    run.note("chosen", found=found, tried=len(chosen))
    every = [Copy.of(ROOT, run.folder / f"copy-{number}") for number in range(AT_ONCE)]
    try:
        # The place of a decorator's check is the file in which it decides.
        paths = {name.split(":")[0] for mutant in chosen for name in (mutant.path, mutant.place) if name}
        reached = _what_tests_reach(every, paths)
        broken = sorted(name for name, found in reached.items() if found["failed"])
        run.note("reached", tests=len(reached), broken=broken)
        survivors = _survivors(run, every, chosen, reached)
    finally:
        for copy in every:
            copy.close()
    share = 1 - len(survivors) / len(chosen)
    figures = f"{len(chosen) - len(survivors)} of {len(chosen)} mutants noticed ({share:.1%}), {len(SAME)} left out"
    if found > len(chosen):
        figures += f"; drawn from {found}"
    if broken:
        figures += f"; {len(broken)} tests left out, they fail without a mutant"
    figures += "".join(f"\n    survived: {mutant}" for mutant in sorted(survivors, key=str))
    if share < GOAL:
        raise NotHeld(figures)
    return figures


def _survivors(run: Run, copies: list[Copy], chosen: list[Mutant], reached: Reached) -> list[Mutant]:
    """Ask the tests about each mutant, as many at once as there are copies, and return those that none noticed."""
    idle: Queue[Copy] = Queue()
    with ThreadPoolExecutor(len(copies)) as workers:
        list(workers.map(lambda copy: copy.listen(_folders()), copies))
        for copy in copies:
            idle.put(copy)
        noticed: dict[str, Counter[str]] = defaultdict(Counter)

        def attempt(mutant: Mutant) -> bool:
            # What noticed most of the other checks of the same file is asked first.
            file = (mutant.place or mutant.path).split(":")[0]
            tests = tests_of(mutant, reached, [name for name, _ in noticed[file].most_common(FIRST)])
            copy, began = idle.get(), time.monotonic()
            try:
                by, why = copy.notices(mutant, tests, reached), copy.why
            finally:
                idle.put(copy)
            if by in reached:
                noticed[file][by] += 1
            run.note(
                "noticed" if by else "SURVIVED",
                mutant=str(mutant),
                key=key_of(mutant),
                by=by,
                why=why,
                tests=len(tests),
                seconds=round(time.monotonic() - began, 2),
            )
            return bool(by)

        answers = list(workers.map(attempt, chosen))
        # The other way round: whatever noticed something passes where nothing is missing.
        witnesses = sorted({name for names in noticed.values() for name in names})
        for fault in workers.map(lambda copy: copy.notices(Mutant.none(chosen[0].path), witnesses, reached), copies):
            if fault:
                raise RuntimeError(f"{fault} fails without a mutant")
        run.note("the witnesses pass", tests=len(witnesses))
    return [mutant for mutant, answer in zip(chosen, answers, strict=True) if not answer]


def key_of(mutant: Mutant) -> str:
    """Name a mutant without its line, so that a list of names outlives a change above it."""
    return re.sub(r":\d+ ", " ", str(mutant))


def _folders() -> list[str]:
    return sorted(
        f"tests/{folder.name}"
        for folder in (ROOT / "tests").iterdir()
        if folder.is_dir() and f"tests/{folder.name}" not in LEFT_OUT and list(folder.rglob("test_*.py"))
    )


def _what_tests_reach(copies: list[Copy], paths: set[str]) -> Reached:
    """Run the whole suite once, half of it in each copy."""
    # The largest apart, so that both copies are busy about as long.
    first = [folder for folder in _folders() if folder not in {"tests/access", "tests/live", "tests/jobs"}]
    halves = [first, [folder for folder in _folders() if folder not in first]]
    with ThreadPoolExecutor(len(copies)) as workers:
        found = list(workers.map(lambda pair: pair[0].reached(pair[1], paths), zip(copies, halves, strict=True)))
    return {**found[0], **found[1]}
