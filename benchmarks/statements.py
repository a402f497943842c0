"""How many statements a page makes, at any size, and a reply."""

from collections.abc import Iterator

from benchmarks.figures import Figure, at_most, not_measured, progress
from benchmarks.setups import NAMES, Setups
from benchmarks.stores import run_inside

# Six and ten for the forum alone; with codes, files, polls, search and notices in it eight and twelve.
MOST = {"list": 8, "last_list": 8, "topic": 8, "first": 8, "last": 8, "reply": 12}
WORDS = {
    "list": "topic list",
    "last_list": "topic list, last page",
    "topic": "topic page",
    "first": "longest topic, first page",
    "last": "longest topic, last page",
    "reply": "reply",
}


def counts(setups: Setups, size: str, sizes: tuple[str, ...]) -> Iterator[Figure]:
    for setup in NAMES:
        if reason := setups.missing(setup):
            yield not_measured(f"{setup}: statements", reason)
            continue
        found = {}
        for one in sizes:
            progress(f"{setup}: counting statements ({one})")
            found[one] = run_inside("inside", "statements", env=setups.store(setup, one).environment)
        for name, words in WORDS.items():
            figures = [found[one][name] for one in sizes]
            wrong = [one["status"] for one in figures if one["status"] not in {200, 302}]
            if wrong:
                yield not_measured(f"{setup}: statements, {words}", f"the answer was {wrong[0]}")
                continue
            most = max(one["statements"] for one in figures)
            same = len({one["statements"] for one in figures}) == 1
            figure = at_most(f"{setup}: statements, {words}", most, "statements", MOST[name])
            # The same at any size, or it does not hold.
            yield figure if same else Figure(**{**figure.__dict__, "holds": False})
