"""How long a search takes, the rule included: words that 90 %, 9 % and 1 % of the posts hold, alone and two together.

python -m benchmarks.search index|shares|ask        what a run asks of an installation from inside; prints JSON
"""

import json
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from benchmarks.figures import Figure, at_most, not_measured, progress
from benchmarks.setups import NAMES, Setups
from benchmarks.stores import run_inside

MOST, LONGEST, GROWTH = 15, 100, 1.3
TIMES, ROUNDS = 30, 3


def searches(setups: Setups, sizes: tuple[str, ...]) -> Iterator[Figure]:
    """Measure at each of SIZES, the largest first; the words are the same at each."""
    for setup in NAMES:
        if reason := setups.missing(setup):
            yield not_measured(f"{setup}: search", reason)
            continue
        for size in sizes:
            environment = setups.store(setup, size).environment
            progress(f"{setup}: indexing words ({size})")
            indexed = run_inside("search", "index", env=environment, timeout=3_600)
            yield Figure(f"{setup}: words indexed, {size}", indexed["posts_per_second"], "posts/s")
            for band, share in run_inside("search", "shares", env=environment).items():
                yield Figure(f"{setup}: posts with a word of {band}, {size}", round(share * 100, 2), "%")
        # In turn: what else the machine does in one minute is not taken for the size.
        rounds = []
        for number in range(1, ROUNDS + 1):
            progress(f"{setup}: searching ({number} of {ROUNDS})")
            rounds.append([run_inside("search", "ask", env=setups.store(setup, size).environment) for size in sizes])
        yield from _compared(setup, rounds)


def _compared(setup: str, rounds: list[list[dict[str, Any]]]) -> Iterator[Figure]:
    """Yield the figures of each search; of a round the largest size comes first, and a smaller one may follow."""
    for name, first in rounds[0][0].items():
        words = f"{setup}: search, {name}"
        every = [[size[name] for size in one] for one in rounds]
        p50 = median(full["p50"] for full, *_smaller in every)
        yield at_most(words, p50, "ms (p50)", MOST, floor=median(full["floor"] for full, *_smaller in every))
        yield at_most(f"{words}, slowest", max(full["slowest"] for full, *_smaller in every), "ms", LONGEST)
        if len(every[0]) > 1:
            hits, fewer = first["hits"], rounds[0][1][name]["hits"]
            ratios = [full["p50"] / small["p50"] for full, small in every]
            more = {"floor": median(small["p50"] for _full, small in every), "ratio": round(median(ratios), 2)}
            more |= {"spread": (round(min(ratios), 2), round(max(ratios), 2))}
            line = f"{words}, full / tenth ({hits:,} and {fewer:,} hits)"
            # Of up to a thousand hits each is counted by the rule: where two words meet ten times as often, that much
            # more is to be done, and shown, and the ratio says so.
            yield at_most(line, p50, "ms (p50)", GROWTH, **more)


# Inside an installation.


def index() -> dict[str, Any]:
    from forum.search.index import rebuild

    began = time.perf_counter()
    count = rebuild()
    return {"posts": count, "posts_per_second": round(count / (time.perf_counter() - began))}


def queries() -> dict[str, str]:
    """Return what is searched for, by name: a word of each band, and both words of it."""
    from benchmarks.words import BANDS

    found = {}
    for name, (_share, (one, two)) in BANDS.items():
        found[f"{name}, one word"] = one
        found[f"{name}, two words"] = f"{one} {two}"
    return found


def shares() -> dict[str, float]:
    """Return which share of the newest rows holds the first word of each band."""
    from django.db import connection

    from benchmarks.words import BANDS

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM forum_searchrow ORDER BY id DESC LIMIT 4000")
        rows = [set(row[0].split(" ")) for row in cursor.fetchall()]
    return {name: sum(words[0] in row for row in rows) / len(rows) for name, (_share, words) in BANDS.items()}


def small_reader() -> Any:
    """Return a reader of one network: of another member's two places in this copy of the database one is taken."""
    from network.models import ContactPoint, Membership

    found = Membership.objects.select_related("member", "authority__body").get(
        member__email="member1@authority.example"
    )
    first = ContactPoint.objects.filter(membership=found).order_by("network_id").first()
    ContactPoint.objects.filter(membership=found).exclude(pk=first.pk).delete()
    return found


def ask() -> dict[str, dict[str, float]]:
    """Search for each of `queries` TIMES times after three which warm the process, by two readers; milliseconds.

    Timed is the search as the page makes it: where the reader may look, the newest thousand, their ranking, the rule
    on what is shown and counted, names, and the marked titles and pieces of text. What a sign-in and the frame of the
    page cost at the same time is in neither this nor the floor, the constant page made in the same process.
    """
    from django.test import RequestFactory

    from benchmarks.views import floor
    from forum.pages.search import SearchPage
    from network.models import Membership

    reader = Membership.objects.select_related("member", "authority__body").get(
        member__email="member0@authority.example"
    )
    request = RequestFactory().get("/")
    request.reader = reader  # type: ignore[attr-defined]
    found = {}
    for who, whose in {"two networks": reader, "one network": small_reader()}.items():
        for name, text in queries().items():
            for _warm in range(3):
                _page(SearchPage.load(whose, {"q": text}))
            hits = SearchPage.load(whose, {"q": text}).found.count
            taken, floors = [], []
            for _time in range(TIMES):
                taken.append(_timed(lambda whose=whose, text=text: _page(SearchPage.load(whose, {"q": text}))))
                floors.append(_timed(lambda: floor(request)))
            figures = {"p50": median(taken), "slowest": max(taken), "floor": median(floors)}
            found[f"{name}, {who}"] = {**figures, "hits": hits}
    return found


def _page(page: Any) -> None:
    """Make what the template shows of the hits."""
    for hit in page.found.hits:
        page.title(hit)
        page.snippet(hit)


def _timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"index": index, "shares": shares, "ask": ask}[sys.argv[1]]()))
