"""How long a search takes, the rule included: words that 90 %, 9 % and 1 % of the posts hold, alone and two together.

python -m benchmarks.search index|shares|ask        what a run asks of an installation from inside; prints JSON

`ask` answers each line it reads: nothing with the names of the searches, a name with how long some of these took.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from statistics import median
from typing import Any

from benchmarks.figures import Figure, at_most, not_measured, progress
from benchmarks.setups import NAMES, Setups
from benchmarks.stores import run_inside, talk_inside

MOST, LONGEST, GROWTH = 15, 100, 1.3
# So many searches of one kind at one size, then as many at the other, in turn.
TIMES, TURNS = 10, 9


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
        with ExitStack() as opened:
            environments = [setups.store(setup, size).environment for size in sizes]
            asked = [opened.enter_context(talk_inside("search", "ask", env=one)) for one in environments]
            # All have begun before the first is timed.
            names, *_same = [ask("") for ask in asked]
            for name in names:
                progress(f"{setup}: searching ({name})")
                # In turn: what else the machine does in one moment is not taken for the size.
                turns = [[ask(name) for ask in asked] for _turn in range(TURNS)]
                yield from _compared(f"{setup}: search, {name}", turns)


def _compared(words: str, turns: list[list[dict[str, Any]]]) -> Iterator[Figure]:
    """Yield the figures of a search; of a turn the largest size comes first, and a smaller one may follow."""
    taken, *smaller = ([one["ms"] for one in size] for size in zip(*turns, strict=True))
    p50 = median(chain(*taken))
    yield at_most(words, p50, "ms (p50)", MOST, floor=median(one["floor"] for one, *_smaller in turns))
    yield at_most(f"{words}, slowest", max(chain(*taken)), "ms", LONGEST)
    if smaller:
        (small,), (hits, fewer) = smaller, (one["hits"] for one in turns[0])
        ratios = sorted(median(one) / median(other) for one, other in zip(taken, small, strict=True))
        more = {"floor": median(chain(*small)), "ratio": round(median(ratios), 2)}
        more |= {"spread": (round(ratios[0], 2), round(ratios[-1], 2))}
        line = f"{words}, full / tenth ({hits:,} and {fewer:,} hits)"
        # Of up to a thousand hits each is counted by the rule: where two words meet ten times as often, that much more
        # is to be done, and shown, and the ratio says so.
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


def ask() -> None:
    """Answer each line read: "" with the names of the searches, a name with TIMES searches and as many floors.

    Timed is the search as the page makes it: where the reader may look, the newest thousand, their ranking, the rule
    on what is shown and counted, names, and the marked titles and pieces of text. What a sign-in and the frame of the
    page cost at the same time is in neither this nor the floor, the constant page made in the same process.
    """
    from django.test import RequestFactory

    from benchmarks.views import floor
    from network.models import Membership

    reader = Membership.objects.select_related("member", "authority__body").get(
        member__email="member0@authority.example"
    )
    request = RequestFactory().get("/")
    request.reader = reader  # type: ignore[attr-defined]
    asked = {
        f"{name}, {who}": (whose, text)
        for who, whose in {"two networks": reader, "one network": small_reader()}.items()
        for name, text in queries().items()
    }
    warm = set()
    for line in sys.stdin:
        name = line.strip()
        if not name:
            answer(list(asked))
            continue
        search = _search(*asked[name])
        if name not in warm:
            warm.add(name)
            for _time in range(3):
                search()
        taken, floors = zip(*((_timed(search), _timed(lambda: floor(request))) for _time in range(TIMES)), strict=True)
        answer({"ms": taken, "floor": median(floors), "hits": search().found.count})


def answer(what: Any) -> None:
    """Print WHAT where nothing else may be printed: the rest of the process writes beside it."""
    print(json.dumps(what), file=sys.__stdout__, flush=True)


def _search(whose: Any, text: str) -> Callable[[], Any]:
    from forum.pages.search import SearchPage

    def search() -> Any:
        page = SearchPage.load(whose, {"q": text})
        _page(page)
        return page

    return search


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

    sys.stdout = sys.stderr
    django.setup()
    if sys.argv[1] == "ask":
        ask()
    else:
        answer({"index": index, "shares": shares}[sys.argv[1]]())
