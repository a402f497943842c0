"""How long a search takes, the rule included: words that 90 %, 9 % and 1 % of the posts hold, alone and two together.

python -m benchmarks.search index|words|ask        what a run asks of an installation from inside; prints JSON
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

BANDS = {"90 %": 0.9, "9 %": 0.09, "1 %": 0.01}
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
            yield at_most(
                f"{words}, full / tenth",
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


def words() -> dict[str, str]:
    """Return for each band the words whose share of the posts is nearest to it, by a sample: two each."""
    from collections import Counter

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM forum_searchrow ORDER BY id DESC LIMIT 4000")
        rows = [set(row[0].split(" ")) for row in cursor.fetchall()]
    counts = Counter(word for row in rows for word in row)
    found = {}
    for name, share in BANDS.items():
        nearest = sorted(counts, key=lambda word: abs(counts[word] / len(rows) - share))[:2]
        found[name] = " ".join(nearest)
    return found


def ask() -> dict[str, dict[str, float]]:
    """Search each band TIMES times, one word and two, after a few which warm the process; milliseconds.

    The floor beside it is the constant page's: what the same reader's sign-in costs at the same time is not in either.
    """
    from django.db import connection
    from django.test import RequestFactory

    from benchmarks.views import floor
    from forum.pages.search import SearchPage
    from network.models import Membership

    reader = Membership.objects.select_related("member", "authority__body").get(
        member__email="member0@authority.example"
    )
    request = RequestFactory().get("/")
    request.reader = reader  # type: ignore[attr-defined]
    bands = words()
    bands |= {f"{name}, one word": both.split(" ")[0] for name, both in bands.items()}
    found = {}
    for name, text in bands.items():
        # Held by so many posts as it is: also the words that are left out beside others.
        asked = {"q": text}
        for _warm in range(3):
            SearchPage.load(reader, asked)
        taken, floors = [], []
        for _time in range(TIMES):
            taken.append(_timed(lambda asked=asked: _page(SearchPage.load(reader, asked))))
            floors.append(_timed(lambda: floor(request)))
        found[name] = {"p50": median(taken), "slowest": max(taken), "floor": median(floors)}
    connection.close()
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
    print(json.dumps({"index": index, "words": words, "ask": ask}[sys.argv[1]]()))
