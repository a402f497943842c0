"""Of a thousand hits few are read: the index knows which say it in their title or more than once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from forum.models import Attachment, Post, SearchRow
from forum.search import finding, postgresql, sqlite, terms
from forum.search.finding import find, newest, terms_of
from forum.search.index import reindex_posts, reindex_topic
from forum.search.query import parse
from forum.search.ranking import ranked
from forum.search.scope import scope_of
from tests.factories import forum as make
from writing.models import StoredFile

# From the oldest to the newest.
TEXTS = [
    "extradition once",
    "extradition here, extradition there",
    "extradited",
    "extradition in one place",
    "extradition, extradition, extradition",
    "witness extradition",
    "extradition of a witness",
    "extraditions",
    "extradition at last",
    "extradition at the very last",
]


# Of one day; or over years, where PostgreSQL looks at windows, or at once at all that is older than some months. Then
# it asks the index what is said again, or each row where that would be too many tokens.
@pytest.fixture(
    params=[(0, postgresql.FEW, terms.MARKS), (300, 0, terms.MARKS), (300, 10**6, terms.MARKS), (300, 10**6, 0)],
    ids=["a day", "windows", "at once", "at once by row"],
)
def texts(request, monkeypatch, requests, ana):
    """Posts of one topic whose title holds none of the words, and whose opening does."""
    days, few, most_marks = request.param
    monkeypatch.setattr(postgresql, "FEW", few)
    monkeypatch.setattr(terms, "MARKS", most_marks)
    topic = make.topic(requests, ana.membership, title="Dossier", posts=len(TEXTS))
    now = timezone.now()
    for post, text in zip(Post.objects.filter(topic=topic).order_by("seq"), TEXTS, strict=True):
        at = post.created_at if not days else now - timedelta(days=days * (len(TEXTS) - post.seq))
        Post.objects.filter(pk=post.pk).update(body=text, created_at=at)
    reindex_topic(topic.pk)
    return topic


@pytest.fixture
def small(monkeypatch):
    """The newest three are read whatever they say, and two hits make a page."""
    module = postgresql if connection.vendor == "postgresql" else sqlite
    monkeypatch.setattr(module, "AHEAD", 3)
    monkeypatch.setattr(module, "LEAST", 2)
    monkeypatch.setattr(finding, "LEAST", 2)


def stored(owner):
    return StoredFile.objects.create(owner=owner, name="x", announced=1, stored="x", created_at=timezone.now())


def few(reader, text, *told, most=1_000):
    query = parse(text)
    asked, problems = terms_of(query, scope_of(reader, query.operators), reader)
    assert problems == []
    asked.reads_all, asked.told = False, list(told)
    return newest(asked, most)


def marks_of(post) -> set[str]:
    row = SearchRow.objects.get(post=post, attachment=None)
    return set(row.marks.split())


def test_a_row_marks_the_words_of_its_title_and_those_that_it_says_again(written):
    topic = written("Extradition, and the extradition of a witness", title="Mutual aid")
    assert marks_of(topic.posts.get()) == {"=mutual=", "=aid=", "=extradition="}


def test_a_file_has_no_title_and_a_reply_neither(texts, ana):
    assert [marks_of(post) for post in texts.posts.order_by("seq")[:3]] == [{"=dossier="}, {"=extradition="}, set()]
    reply = texts.posts.order_by("seq").last()
    file = stored(ana.membership)
    Attachment.objects.create(post=reply, position=1, file=file, name="annex.pdf", at=reply.created_at)
    Post.objects.filter(pk=reply.pk).update(holds="f")
    reindex_posts([reply.pk])
    assert SearchRow.objects.get(attachment__isnull=False).marks == ""


def test_words_are_read_of_the_newest_and_of_what_says_it_again_and_of_no_others(texts, small, chloe):
    rows = few(chloe.membership, "extradition", "extradition").rows
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    read = {text for _pk, text, _post in rows if text is not None}
    assert read == {
        "extradition at the very last",
        "extradition at last",
        "extraditions",
        "extradition extradition extradition",
        "extradition here extradition there",
    }
    assert len(rows) == len(TEXTS)
    # All are counted, so that the rule is asked for the post of each.
    assert {post for _pk, _text, post in rows} == set(texts.posts.values_list("pk", flat=True))


@pytest.mark.parametrize("asked", ["extradition from:ana", "extradition -annex", "extradition in:requests"])
def test_beside_other_things_the_same_words_are_read(texts, small, ocean, chloe, asked):
    alone = few(chloe.membership, "extradition", "extradition")
    assert sum(row[1] is not None for row in alone.rows) == 5
    elsewhere = make.topic(make.forum(ocean, "other"), chloe.membership, title="Extradition", posts=1)
    elsewhere.posts.update(body="Extradition, extradition: see the annex")
    reindex_topic(elsewhere.pk)
    assert few(chloe.membership, "extradition", "extradition").count == alone.count + 1
    assert few(chloe.membership, asked, "extradition") == alone


def test_where_too_few_of_the_newest_say_it_as_it_was_asked_all_words_are_read(texts, small, chloe):
    assert None not in {text for _pk, text, _post in few(chloe.membership, "extraditions", "extraditions").rows}
    rows = few(chloe.membership, "extradition witness", "extradition", "witness").rows
    assert len(rows) == 2
    assert None not in {text for _pk, text, _post in rows}


def test_no_words_are_read_where_the_newest_come_first(texts, small, chloe):
    assert {text for _pk, text, _post in few(chloe.membership, "extradition").rows} == {None}
    found = find(chloe.membership, parse("extradition"), scope_of(chloe.membership), by_date=True, size=2)
    assert [hit.values["body"] for hit in found.hits] == TEXTS[:-3:-1]


@pytest.mark.parametrize(("told", "read"), [(["extradition"], 5), ([], 3)])
def test_where_more_are_found_than_counted_what_stays_unread_is_counted_only(texts, small, chloe, told, read):
    every = few(chloe.membership, "extradition", *told)
    found = few(chloe.membership, "extradition", *told, most=len(TEXTS))
    assert len(every.rows) == every.count == found.count == len(TEXTS)
    assert every.oldest == found.oldest == min(row[0] for row in every.rows)
    assert len(found.rows) == read
    assert list(found.rows) == [row for place, row in enumerate(every.rows) if row[1] is not None or place < 3]


def test_where_too_few_say_it_as_it_was_asked_none_is_left_out_however_many_there_are(texts, small, chloe):
    found = few(chloe.membership, "extraditions", "extraditions", most=len(TEXTS))
    assert len(found.rows) == found.count == len(TEXTS)


@pytest.mark.parametrize("by_date", [False, True])
@pytest.mark.parametrize("most", [6, len(TEXTS) - 1, len(TEXTS)])
def test_the_first_page_knows_of_later_ones_which_it_did_not_read(texts, small, chloe, monkeypatch, by_date, most):
    """And of more than are counted, when there is one more."""
    monkeypatch.setattr(finding, "MOST", most)
    reader, query = chloe.membership, parse("extradition")
    shown, after = [], 0
    while True:
        page = find(reader, query, scope_of(reader), size=2, after=after, by_date=by_date)
        shown += [hit.pk for hit in page.hits]
        if not after:
            assert (page.more, page.count) == (most < len(TEXTS), most)
        if not page.has_later:
            break
        after = page.last
    everything, _problems = terms_of(query, scope_of(reader), reader)
    there = newest(everything, len(TEXTS) if by_date else most + 1)
    rows = there.rows if by_date else there.rows[:most]
    assert shown == ([row[0] for row in rows] if by_date else ranked(rows, there.oldest, query.sought))


@pytest.mark.parametrize(
    "asked", ["extradition", "extraditions", "extradition witness", '"extradition at"', "from:ana"]
)
def test_the_first_page_is_that_of_all_words_and_the_second_follows_it(texts, small, chloe, asked):
    reader, query = chloe.membership, parse(asked)
    scope = scope_of(reader, query.operators)
    everything, _problems = terms_of(query, scope, reader)
    there = newest(everything, 1_000)
    right = ranked(there.rows, there.oldest, query.sought)
    shown, after = [], 0
    while True:
        page = find(reader, query, scope, size=2, after=after)
        shown += [hit.pk for hit in page.hits]
        if not page.has_later:
            break
        after = page.last
    assert shown == right
    assert len(right) >= (2 if '"' in asked or "witness" in asked else 8)


def test_single_signs_are_counted_as_beginnings_of_whatever_is_said(written, small, chloe):
    """Words that begin alike are said once each: no name of a row tells of it, so that all are read.

    Four of them, which count for more than whatever is newer by a moment or by a minute.
    """
    for number in range(4):
        written(f"引渡 {number}", title=f"Once {number}")
    written("引渡 引用 引力 引文", title="Often")
    for number in range(4):
        written("引渡", title=f"Later {number}")
    found = find(chloe.membership, parse("引"), scope_of(chloe.membership), size=2)
    assert found.hits[0].values["title"] == "Often"


def test_a_page_is_as_long_as_what_the_databases_are_asked_for():
    assert terms.LEAST == finding.PAGE
