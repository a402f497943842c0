"""However the hits lie in time, the newest are found: windows of days, and what is left at once where it is little."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from forum.models import Offer, Post, SearchRow
from forum.search import postgresql, rows, terms, tokens, windows
from forum.search.finding import newest, terms_of
from forum.search.index import reindex_topic
from forum.search.query import parse
from forum.search.scope import scope_of
from forum.search.terms import Terms
from network.planned import ask
from tests.factories import forum as make

# How many days ago something was said, the newest first.
AGES = {
    "lately": [0, 0, 1, 1, 2, 3, 5, 7, 9, 12],
    "ever rarer": [0, 1, 3, 8, 21, 55, 144, 377, 987, 2_583],
    "long ago": [0, 2_000, 2_000, 2_001, 2_003, 2_010, 2_040, 2_100, 2_200, 2_583],
    "in one week, years ago": [1_500, 1_501, 1_501, 1_502, 1_503, 1_504, 1_505, 1_505, 1_506, 1_507],
    # Further back than the windows reach.
    "an old archive": [0, 1, 2, 9_000, 9_001, 9_300, 9_900, 10_500, 11_000, 11_500],
}


@pytest.fixture(params=AGES)
def spread(request, requests, ana):
    """Ten posts of one topic, of the ages of a case, and two between which they lie."""
    ages = [-1, *AGES[request.param], max(AGES[request.param]) + 100]
    topic = make.topic(requests, ana.membership, title="Dossier", posts=len(ages))
    now = timezone.now()
    for place, (post, age) in enumerate(zip(topic.posts.order_by("-seq"), ages, strict=True)):
        text = "extradition" if 0 < place < len(ages) - 1 else "witness"
        at = now - timedelta(days=age, seconds=place)
        Post.objects.filter(pk=post.pk).update(body=text, created_at=at)
    reindex_topic(topic.pk)
    return topic


def asked_by(persona, text):
    asked, _problems = terms_of(parse(text), scope_of(persona.membership), persona.membership)
    return asked


# Windows to the end; what is left at once; and whichever the single days say: in some cases one, in some the other.
@pytest.mark.parametrize("few", [0, 10**6, 60])
@pytest.mark.parametrize("most", [1, 3, 9, 10, 11])
def test_the_newest_are_found_however_they_lie_in_time(spread, chloe, monkeypatch, few, most):
    monkeypatch.setattr(postgresql, "FEW", few)
    rows = newest(asked_by(chloe, "extradition"), most).rows
    every = spread.posts.filter(body="extradition").order_by("-created_at").values_list("pk", flat=True)
    assert [post for _pk, _words, post in rows] == list(every[:most])


# Names know of no era, and a word that is left out is left out of each.
@pytest.mark.parametrize("few", [0, 10**6])
@pytest.mark.parametrize("text", ["from:ana", "from:ana -witness", "extradition -witness", "-witness"])
def test_whatever_is_asked_for_each_is_found_once(spread, chloe, monkeypatch, few, text):
    monkeypatch.setattr(postgresql, "FEW", few)
    posts = spread.posts.exclude(body="witness") if "-witness" in text else spread.posts.all()
    every = list(posts.order_by("-created_at").values_list("pk", flat=True))
    for most in (3, len(every), 100):
        assert [post for _pk, _words, post in newest(asked_by(chloe, text), most).rows] == every[:most]


def test_a_list_of_words_ends_with_an_era(requests, ana, chloe, monkeypatch):
    """Of two eras the older is not opened where the newer holds enough."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads its lists from the newest end.")
    monkeypatch.setattr(postgresql, "FEW", 10**6)
    now = timezone.now()
    this = tokens.era_of(tokens.instant(now))
    middles = [tokens.EPOCH + timedelta(days=tokens.ERA * (this - ago) + tokens.ERA // 2) for ago in (1, 1, 3, 3)]
    topic = make.topic(requests, ana.membership, title="Dossier", posts=5)
    for post, at in zip(topic.posts.order_by("-seq"), [now, *middles], strict=True):
        Post.objects.filter(pk=post.pk).update(body="extradition", created_at=at)
    reindex_topic(topic.pk)
    asked = asked_by(chloe, "extradition")
    assert newest(asked, 100).count == 5
    opened = [_opened(_scans(asked, most, monkeypatch)[-1]) for most in (1, 3, 5, 100)]
    assert opened[0] == 0
    assert opened[1] in {1, 2}
    assert opened[2:] == [opened[1] + 2] * 2


def _scans(asked, most, monkeypatch) -> list[str]:
    """Return the lines of PostgreSQL's plan that read rows: sample, first windows, later ones, the rest."""
    plan = []
    with monkeypatch.context() as changed:
        changed.setattr(postgresql, "ask", lambda sql, values: plan.extend(ask(f"EXPLAIN ANALYZE {sql}", values)) or [])
        newest(asked, most)
    return [line for (line,) in plan if " on forum_searchrow " in line]


def _opened(line: str) -> int:
    """Return how often the plan's LINE was run."""
    return 0 if "never executed" in line else int(re.search(r"loops=(\d+)", line)[1])


def test_single_days_say_whether_much_is_left():
    """As many are taken for few as would be found in so many days, were three times as many as wanted left."""
    now = tokens.instant(timezone.now())
    asked = Terms(frozenset({tokens.EVERYBODY}), [], begin=now, oldest=now - 3_200 * tokens.DAY)
    steps = postgresql._steps(asked, 1_000)
    first, later, rest = steps.first, steps.later, steps.rest
    assert 9 <= rest.few <= 3 * 1_000 * postgresql.DAYS / 3_000
    # What is left lies below what was opened first; below the windows opened later nothing does.
    assert rest.bottom <= asked.oldest < rest.below < asked.begin - 3_200 * tokens.DAY / postgresql.BEGUN
    assert len(first) + len(later) == len(list(windows.ladder(asked.begin, asked.oldest)))


@pytest.mark.parametrize("years", [0, 1, 6, 40])
def test_windows_follow_each_other_without_a_gap(years):
    newest_row = tokens.instant(timezone.now())
    oldest_row = newest_row - years * 365 * tokens.DAY
    ladder = list(windows.ladder(newest_row, oldest_row))
    assert newest_row // tokens.DAY in _days(ladder[0].blocks)
    for above, below in pairwise(ladder):
        assert min(_days(above.blocks)) == max(_days(below.blocks)) + 1
    for window in ladder:
        assert 1 <= len(window.blocks) <= 7
        assert min(_days(window.blocks)) * tokens.DAY == window.bottom
        assert {day // tokens.ERA for day in _days(window.blocks)} == {window.era}
    assert ladder[-1].bottom <= oldest_row or len(ladder) >= 2 * (len(tokens.LEVELS) - 1)


@pytest.mark.parametrize("length", [0, 1, 5, 23, 24, 25, 87])
def test_single_days_lie_evenly_in_what_is_older(length):
    oldest = 19_000 * tokens.DAY + 5
    found = sorted(_single(windows.days(oldest, oldest + length * tokens.DAY, 24)))
    assert len(found) == min(max(length, 1), 24)
    assert found[0] == 19_000
    assert found[-1] == 19_000 + max(length - 1, 0)
    steps = {after - before for before, after in pairwise(found)}
    assert not steps or max(steps) - min(steps) <= 1


# Fifteen steps of half a week; of about a week and of weeks, all of which might lead to one weekday; and of any length.
@pytest.mark.parametrize("length", [60, 80, *range(100, 114), 15 * 7 * 13 + 1, 15 * 7 * 13 + 7, 3_650])
@pytest.mark.parametrize("weekday", range(7))
def test_single_days_are_such_as_offices_work_on(length, weekday):
    """Offices rest from Friday or from Saturday on: were all days such, much would be taken for little."""
    first = 19_000 + weekday
    found = sorted(_single(windows.days(first * tokens.DAY, (first + length) * tokens.DAY, 16)))
    weekdays = Counter((tokens.EPOCH + timedelta(days=day)).weekday() for day in found)
    assert weekdays == dict.fromkeys(range(4), 4)
    assert first <= found[0] < first + 7
    assert first + length - 10 <= found[-1] < first + length
    assert max(after - before for before, after in pairwise(found)) <= (length - 7) / 15 + 7


def _single(sampled: list[windows.Window]) -> set[int]:
    """Return the days of SAMPLED, the newest first, of which each is in the era that it says."""
    assert [one.era for one in sampled] == sorted({one.era for one in sampled}, reverse=True)
    assert [one.bottom for one in sampled] == [min(_days(one.blocks)) * tokens.DAY for one in sampled]
    for window in sampled:
        assert {day // tokens.ERA for day in _days(window.blocks)} == {window.era}
    return {day for window in sampled for day in _days(window.blocks)}


def _days(blocks: list[str]) -> set[int]:
    """Return the days of BLOCKS."""
    found: set[int] = set()
    for block in blocks:
        size, number = (int(one) for one in block.removeprefix("_days").split("x"))
        found |= set(range(size * number, size * (number + 1)))
    return found


@pytest.fixture
def shared(requests, ana, dara, sahel):
    """A topic of one network which another sees too, with a word that is said twice."""
    topic = make.topic(requests, ana.membership, title="Dossier", posts=2)
    topic.posts.filter(seq=2).update(body="extradition, extradition of a witness")
    accepted = Offer.Status.ACCEPTED
    Offer.objects.create(
        topic=topic,
        network=sahel,
        forum=make.forum(sahel),
        status=accepted,
        proposed_by=ana.membership,
        proposed_at=timezone.now(),
        consented_at=timezone.now(),
    )
    reindex_topic(topic.pk)
    return topic


def test_a_word_stands_in_the_index_as_a_word_of_each_who_may_read_it(shared, chloe):
    """Who asks for a word as a reader other than those finds nothing, whatever else is asked."""
    inside, beside = (tokens.of_network(pk) for pk in (shared.network_id, shared.offers.get().network_id))
    asked = asked_by(chloe, "extradition")
    for readers, count in (({inside}, 1), ({beside}, 1), ({inside, beside}, 1), ({tokens.EVERYBODY, "_net0"}, 0)):
        asked.readers = frozenset(readers)
        assert newest(asked, 10).count == count
    asked.wanted = []
    assert newest(asked, 10).count == 0


def test_the_database_makes_of_a_row_what_is_asked_for(shared):
    row = SearchRow.objects.get(post__topic=shared, post__seq=2)
    readers = row.readers.split()
    assert len(readers) == 2
    assert row.marks == tokens.mark("extradition")
    said = [*row.words.split(), *row.marks.split(), *row.stems.split()]
    era = tokens.era_of(row.pk) if connection.vendor == "postgresql" else None
    expected = {tokens.read_by(reader, word, era) for reader in readers for word in said}
    assert listed(row) == expected | set(readers) | set(row.names.split())


def listed(row) -> set[str]:
    """Return the terms of ROW, as the index of the database in use has them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT tsvector_to_array({postgresql.TERMS}) FROM forum_searchrow r WHERE id = %s", [row.pk]
            )
            return set(cursor.fetchone()[0])
        cursor.execute("CREATE VIRTUAL TABLE temp.listed USING fts5vocab(main, forum_searchwords, instance)")
        cursor.execute("SELECT term FROM listed WHERE doc = %s", [row.pk])
        return {term for (term,) in cursor.fetchall()}


def test_a_long_text_for_many_stands_there_for_everybody_and_the_rule_keeps_it(
    written, chloe, dara, monkeypatch, found
):
    monkeypatch.setattr(rows, "LARGEST", 100)
    topic = written("extradition of a witness who is heard by video link", title="Dossier")
    assert SearchRow.objects.get(post__topic=topic).readers == tokens.EVERYBODY
    assert newest(asked_by(dara, "extradition"), 10).count == 1
    assert found(chloe, "extradition") == ["Dossier"]
    assert found(dara, "extradition") == []


def test_of_a_text_that_is_too_long_for_a_row_the_beginning_is_found(written, chloe, monkeypatch, found):
    monkeypatch.setattr(rows, "LONGEST", 2_000)
    written("extradition " + " ".join(f"word{number}" for number in range(400)) + " apostille")
    assert found(chloe, "extradition") == ["Plain title"]
    assert found(chloe, "apostille") == []


def test_words_beyond_what_is_asked_of_the_index_are_looked_for_in_the_rows(written, chloe, monkeypatch, found):
    """For who reads in forty networks, each word is forty tokens."""
    written("extradition of a witness to Mali", title="Whole")
    written("extradition of a person", title="Half")
    written("witness protection in Mali", title="Other")
    written("洗钱案件", title="Chinese")
    asked = ["extradition witness", "extraditions -witnesses", "witnesses mal", "witness -extradition", "洗钱 案"]
    by_index = {text: found(chloe, text) for text in [*asked, '"extradition of" witness']}
    assert by_index["extradition witness"] == ["Whole"]
    assert by_index["洗钱 案"] == ["Chinese"]
    monkeypatch.setattr(terms, "TOKENS", 1)
    for text, titles in by_index.items():
        assert len(asked_by(chloe, text).groups()) == 1
        assert sorted(found(chloe, text)) == sorted(titles)


# The second is the day on which an era begins.
@pytest.mark.parametrize("midnight", [datetime(2026, 1, 4, tzinfo=UTC), datetime(2026, 1, 27, tzinfo=UTC)])
def test_a_row_lies_in_the_days_of_its_number_which_is_not_always_that_of_its_post(
    requests, ana, chloe, monkeypatch, midnight
):
    """Of two posts at the last instant of a day, one has a number of the next day: windows end between them."""
    monkeypatch.setattr(postgresql, "FEW", 10**6)
    last = midnight - timedelta(milliseconds=1)
    topic = make.topic(requests, ana.membership, title="Dossier", posts=3)
    for post, at in zip(topic.posts.order_by("seq"), [last, last, last + timedelta(days=54)], strict=True):
        Post.objects.filter(pk=post.pk).update(body="extradition", created_at=at)
    reindex_topic(topic.pk)
    for row in SearchRow.objects.all():
        assert set(tokens.blocks(row.pk)) <= set(row.names.split())
    assert newest(asked_by(chloe, "extradition"), 10).count == 3


def test_of_a_time_that_was_asked_for_nothing_older_is_opened(spread, chloe, monkeypatch):
    """However little the days of that time hold: the index knows nothing of it, and would name all that is older."""
    monkeypatch.setattr(postgresql, "FEW", 10**6)
    today = timezone.now().date()
    for days in (1, 40, 1_000):
        since = today - timedelta(days=days)
        asked = asked_by(chloe, f"extradition after:{since:%Y-%m-%d}")
        rest = postgresql._steps(asked, 1_000).rest
        assert rest is None or (rest.few, rest.bottom <= asked.oldest) == (0, True)
        # From the beginning of that day where the reader is.
        begun = tokens.EPOCH + asked.range[0] * tokens.MILLISECOND
        assert abs(begun - timezone.now()) - timedelta(days=days) < timedelta(days=2)
        lately = spread.posts.filter(body="extradition", created_at__gte=begun)
        assert {row[2] for row in newest(asked, 1_000).rows} == set(lately.values_list("pk", flat=True))
    assert postgresql._steps(asked_by(chloe, "extradition before:1990-01-01"), 1_000).rest is None


@pytest.mark.parametrize("few", [0, 10**6])
def test_of_windows_and_the_rest_one_is_never_opened(requests, ana, chloe, monkeypatch, few):
    """What is left is the list of all years, which is gone through even where nothing in it is wanted."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite opens no windows.")
    topic = make.topic(requests, ana.membership, title="Dossier", posts=4)
    for post in topic.posts.all():
        at = timezone.now() - timedelta(days=500 * (post.seq - 1))
        Post.objects.filter(pk=post.pk).update(body="extradition", created_at=at)
    reindex_topic(topic.pk)
    monkeypatch.setattr(postgresql, "FEW", few)
    scans = _scans(asked_by(chloe, "extradition"), 1_000, monkeypatch)
    # The sample, which nobody needs to see that nothing is little; the first windows, the later ones, the rest.
    assert [not _opened(line) for line in scans] == [few == 0, False, few > 0, few == 0]
