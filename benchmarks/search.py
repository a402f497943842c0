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
TIMES = 30


def searches(setups: Setups, sizes: tuple[str, ...]) -> Iterator[Figure]:
    """Measure at each of SIZES, the largest first; the words are the same at each."""
    for setup in NAMES:
        if reason := setups.missing(setup):
            yield not_measured(f"{setup}: search", reason)
            continue
        found: dict[str, dict[str, dict[str, float]]] = {}
        for size in sizes:
            environment = setups.store(setup, size).environment
            progress(f"{setup}: indexing words ({size})")
            indexed = run_inside("search", "index", env=environment, timeout=3_600)
            yield Figure(f"{setup}: words indexed, {size}", indexed["posts_per_second"], "posts/s")
            for band, share in run_inside("search", "shares", env=environment).items():
                yield Figure(f"{setup}: posts with a word of {band}, {size}", round(share * 100, 2), "%")
            progress(f"{setup}: searching ({size})")
            found[size] = run_inside("search", "ask", env=environment, timeout=900)
        yield from _compared(setup, found, sizes)


def _compared(setup: str, found: dict[str, Any], sizes: tuple[str, ...]) -> Iterator[Figure]:
    full, *smaller = (found[size] for size in sizes)
    for name, figures in full.items():
        words = f"{setup}: search, {name}"
        yield at_most(words, figures["p50"], "ms (p50)", MOST, floor=figures["floor"])
        yield at_most(f"{words}, slowest", figures["slowest"], "ms", LONGEST)
        if smaller:
            ratio = figures["p50"] / smaller[0][name]["p50"]
            # Up to a thousand hits each is looked at: where there are ten times as many, that much is more to do.
            hits = f"{figures['hits']:,} and {smaller[0][name]['hits']:,} hits"
            yield at_most(
                f"{words}, full / tenth ({hits})",
                figures["p50"],
                "ms (p50)",
                GROWTH,
                floor=smaller[0][name]["p50"],
                ratio=round(ratio, 2),
            )


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
