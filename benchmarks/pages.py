"""How fast the pages are: against the floor, and at full size against a tenth."""

from collections.abc import Iterator

from benchmarks.figures import Figure, at_least, at_most, not_measured, progress
from benchmarks.load import Target, check, latencies, rates
from benchmarks.setups import Browser, Setups

# What stands once for each row, by page: the proof that the page is the page.
POSTS, ROWS = ' id="post-', '<li class="row'
PAGES = {"list": ("topic list", ROWS, 25), "topic": ("topic page", POSTS, 20)}
DEEP = {
    "list": ("topic list", ROWS, 25),
    "last_list": ("topic list, last page", ROWS, 25),
    "first": ("longest topic, first page", POSTS, 20),
    "last": ("longest topic, last page", POSTS, 20),
}
LEAST = 0.40
MOST_GROWTH = 1.15


def checked(browser: Browser, name: str) -> Target:
    _words, marker, times = (PAGES | DEEP)[name]
    target = browser.target(name)
    # Asked twice: the second time nothing is new, and the page is the one that will be measured.
    check(target, marker, times)
    check(target, marker, times)
    return target


def against_the_floor(setups: Setups, setup: str, size: str, rounds: int) -> Iterator[Figure]:
    """Topic list and topic page in requests per second, each beside the floor of the same moment."""
    if reason := setups.missing(setup):
        yield not_measured(f"{setup}: topic list, topic page / floor", reason)
        return
    with setups.browser(setup, size) as browser:
        floor = browser.target("floor")
        check(floor, "<title>Floor</title>", 1)
        for name, (words, _marker, _times) in PAGES.items():
            progress(f"{setup}: {words} against the floor, {rounds} rounds")
            found = rates(checked(browser, name), floor, rounds=rounds, seconds=2)
            yield at_least(
                f"{setup}: {words} / floor",
                found.page,
                "pages/s",
                LEAST,
                floor=found.floor,
                ratio=found.ratio,
                spread=(found.least, found.greatest),
            )


def growth(setups: Setups, setup: str, rounds: int) -> Iterator[Figure]:
    """The median answer at full size beside that at a tenth, both servers running, asked in turns."""
    if reason := setups.missing(setup):
        yield not_measured(f"{setup}: full size / a tenth", reason)
        return
    with setups.browser(setup, "full") as full, setups.browser(setup, "tenth") as tenth:
        for name, (words, _marker, _times) in DEEP.items():
            progress(f"{setup}: {words}, full size against a tenth, {rounds} rounds")
            found = latencies(checked(full, name), checked(tenth, name), rounds=rounds, seconds=1)
            yield at_most(
                f"{setup}: {words}, full / tenth",
                found.page,
                "ms (p50)",
                MOST_GROWTH,
                floor=found.floor,
                ratio=found.ratio,
                spread=(found.least, found.greatest),
            )
