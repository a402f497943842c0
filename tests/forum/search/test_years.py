"""However the hits lie in time, the newest are found: windows of days, and what is left at once where it is little."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from forum.models import Post, SearchRow
from forum.search import postgresql, tokens
from forum.search.finding import newest, terms_of
from forum.search.index import reindex_topic
from forum.search.query import parse
from forum.search.scope import scope_of
from tests.factories import forum as make

# How many days ago something was said: lately, with a silence of years, and long ago at once.
AGES = {
    "lately": [0, 0, 1, 1, 2, 3, 5, 7, 9, 12],
    "ever rarer": [0, 1, 3, 8, 21, 55, 144, 377, 987, 2_583],
    "long ago": [0, 2_000, 2_000, 2_001, 2_003, 2_010, 2_040, 2_100, 2_200, 2_583],
    "in one week, years ago": [1_500, 1_501, 1_501, 1_502, 1_503, 1_504, 1_505, 1_505, 1_506, 1_507],
}


@pytest.fixture(params=AGES)
def spread(request, requests, ana, ben):
    """Ten posts of one topic, of the ages of a case, and two between which they lie."""
    ages = [-1, *AGES[request.param], 2_700]
    topic = make.topic(requests, ana.membership, title="Dossier", posts=len(ages))
    now = timezone.now()
    for place, (post, age) in enumerate(zip(topic.posts.order_by("-seq"), ages, strict=True)):
        text = "extradition" if 0 < place < len(ages) - 1 else "witness"
        at = now - timedelta(days=age, seconds=place)
        Post.objects.filter(pk=post.pk).update(body=text, created_at=at)
    reindex_topic(topic.pk)
    return topic


# Windows to the end, what is left at once, and whichever it is thought to be.
@pytest.mark.parametrize("few", [0, 10**6, postgresql.FEW])
@pytest.mark.parametrize("most", [1, 3, 9, 10, 11])
def test_the_newest_are_found_however_they_lie_in_time(spread, chloe, monkeypatch, few, most):
    monkeypatch.setattr(postgresql, "FEW", few)
    asked, _problems = terms_of(parse("extradition"), scope_of(chloe.membership), chloe.membership)
    rows = newest(asked, most).rows
    every = spread.posts.filter(body="extradition").order_by("-created_at").values_list("pk", flat=True)
    assert [post for _pk, _words, post in rows] == list(every[:most])


@pytest.mark.parametrize("most", [1, 3, 10])
def test_the_windows_are_opened_only_as_far_as_is_needed(spread, chloe, monkeypatch, most):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads its list from the newest end.")
    asked, _problems = terms_of(parse("extradition"), scope_of(chloe.membership), chloe.membership)
    first, later, sample = postgresql._windows(asked, most)
    assert len(first[0]) == len(first[1])
    # One thing is opened where little is left, and then there is nothing below it.
    assert later[2].count(True) <= 1
    assert sample.few <= postgresql.FEW * most


@pytest.mark.parametrize("years", [0, 1, 6, 40])
def test_windows_follow_each_other_without_a_gap_and_grow(years):
    newest_row = tokens.instant(timezone.now())
    oldest_row = newest_row - years * 365 * tokens.DAY
    windows = list(tokens.ladder(newest_row, oldest_row))
    assert newest_row // tokens.DAY in _days(windows[0].blocks)
    for above, below in pairwise(windows):
        assert min(_days(above.blocks)) == max(_days(below.blocks)) + 1
    for window in windows:
        assert min(_days(window.blocks)) * tokens.DAY == window.bottom
    assert windows[-1].bottom <= oldest_row or len(windows) >= 2 * (len(tokens.LEVELS) - 1)


@pytest.mark.parametrize("length", [0, 1, 5, 23, 24, 25, 2_000])
def test_single_days_lie_evenly_in_what_is_older(length):
    oldest = 19_000 * tokens.DAY + 5
    found = sorted(_days(tokens.days(oldest, oldest + length * tokens.DAY, 24)))
    assert len(found) == min(max(length, 1), 24)
    assert found[0] == 19_000
    assert found[-1] == 19_000 + max(length - 1, 0)
    steps = {after - before for before, after in pairwise(found)}
    assert not steps or max(steps) - min(steps) <= 1


def _days(blocks: list[str]) -> set[int]:
    """Return the days of BLOCKS."""
    found: set[int] = set()
    for block in blocks:
        size, number = (int(one) for one in block.removeprefix("_days").split("x"))
        found |= set(range(size * number, size * (number + 1)))
    return found


def test_a_word_stands_in_the_index_as_a_word_of_each_who_may_read_it(written, chloe, ben):
    """Who asks for a word with a reader beside those who may read it finds nothing, whatever else is asked."""
    topic = written("extradition of a witness", title="Dossier")
    row = SearchRow.objects.get(post__topic=topic)
    assert row.readers == tokens.of_network(topic.network_id)
    asked, _problems = terms_of(parse("extradition"), scope_of(chloe.membership), chloe.membership)
    assert newest(asked, 10).count == 1
    asked.readers = frozenset({tokens.EVERYBODY, tokens.of_network(topic.network_id + 1)})
    assert newest(asked, 10).count == 0
    asked.wanted = []
    assert newest(asked, 10).count == 0
