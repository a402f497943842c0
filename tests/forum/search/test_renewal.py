"""After a change of the analyser the index is made anew by itself, piece by piece, while it is searched."""

import hashlib
import io
import tokenize
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from forum.models import Post, SearchRow
from forum.search import index, version
from forum.search.index import bulk, how_current, rebuild, reindex_posts, repair
from forum.search.jobs import repair_search
from forum.search.rows import stamp_of
from jobs.models import Schedule
from jobs.worker import Worker
from tests.factories import forum as make

SOURCES = ("analyser", "folding", "languages", "rows", "signs", "stems", "tokens")
SPACE = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
}
BEGINS = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
# What each number of the analyser stands for; a new number is a new line.
KNOWN = {
    2: "14e00ef90838ed81",
    3: "de6f2ec8d8bebe97",
    4: "177594f4e9f9fefa",
    5: "7462fed224b5a679",
    6: "b80dc07d7455026f",
    7: "25cceec279ab9c41",
}


def fingerprint() -> str:
    """Return a digest of the sources without what means nothing: comments, docstrings, ends of lines."""
    found = hashlib.sha256()
    for name in SOURCES:
        before = tokenize.NEWLINE
        with (Path(index.__file__).parent / f"{name}.py").open("rb") as source:
            for token in tokenize.tokenize(source.readline):
                if token.type in SPACE:
                    before = token.type if token.type in BEGINS else before
                    continue
                if token.type != tokenize.STRING or before not in BEGINS:
                    found.update("".join(token.string.split()).encode())
                before = token.type
    return found.hexdigest()[:16]


@pytest.fixture
def topics(written):
    """Thirty posts, which stand in the index."""
    return [written(f"extradition number{n}", title=f"Topic {n}") for n in range(30)]


@pytest.fixture
def older(topics, monkeypatch):
    """The same by an earlier analyser: their rows say so, and hold other words."""
    for row in SearchRow.objects.all():
        row.stamp = row.stamp.replace(version.VERSION, "1/3.0.0/13.0.0", 1)
        row.words = "zwkq"
        row.stems = "zwkq_"
        row.save()
    monkeypatch.setattr(index, "BATCH", 5)
    monkeypatch.setattr(index, "PIECE", 2)
    return topics


def test_a_change_of_the_analyser_has_a_number_of_its_own():
    assert KNOWN.get(version.NUMBER) == fingerprint(), (
        "What stands in a row of the index was changed: raise NUMBER in forum/search/version.py, and write the new "
        "fingerprint here; installations then make their index anew by themselves."
    )


def test_the_stamp_of_a_row_names_the_analyser_and_its_libraries(topics):
    row = SearchRow.objects.select_related("post__topic").first()
    number, stemmer, unicode = row.stamp.split(":")[0].split("/")
    assert (int(number), stemmer.split(".")[0], unicode.count(".")) == (version.NUMBER, "3", 2)
    assert row.stamp == stamp_of(row.post)


def test_the_worker_makes_it_anew_by_itself_and_then_leaves_it_alone(older, found, chloe):
    assert how_current() == (0, 30)
    assert found(chloe, "extradition", size=100) == []
    Schedule.objects.all().delete()
    Worker().drain()
    assert how_current() == (30, 30)
    assert len(found(chloe, "extradition", size=100)) == 30
    assert repair().count == 0


def test_a_piece_is_bounded_the_newest_come_first_and_all_is_found_meanwhile(older, found, chloe):
    done = repair(most=10)
    assert done.count == 10
    newest = set(Post.objects.order_by("-pk").values_list("pk", flat=True)[:10])
    assert set(SearchRow.objects.filter(stamp__startswith=version.VERSION).values_list("post_id", flat=True)) == newest
    assert done.below == min(newest)
    # What is new is found by the new analyser, what is not yet by the old one, and nothing is missing.
    assert len(found(chloe, "extradition", size=100)) == 10
    assert len(found(chloe, "zwkq", size=100)) == 20
    assert repair(most=100, below=done.below).count == 20
    assert how_current() == (30, 30)


def test_the_next_piece_is_a_job_of_its_own(older, monkeypatch, found, chloe):
    from forum.search import jobs

    monkeypatch.setattr(jobs, "MOST", 10)
    asked = []
    monkeypatch.setattr(type(jobs.repair_search_below), "enqueue", lambda _job, below: asked.append(below))
    repair_search.func()
    assert how_current() == (10, 30)
    assert len(asked) == 1
    jobs.repair_search_below.func(asked.pop())
    jobs.repair_search_below.func(asked.pop())
    assert how_current() == (30, 30)


def test_a_piece_that_breaks_leaves_what_stood_there(older, monkeypatch, found, chloe):
    monkeypatch.setattr(index, "_number", lambda *_all: 1 / 0)
    monkeypatch.setattr(index, "MANY", 2)
    with pytest.raises(ZeroDivisionError):
        repair()
    assert len(found(chloe, "zwkq", size=100)) == 30
    monkeypatch.undo()
    reindex_posts([older[0].posts.get().pk])
    assert len(found(chloe, "extradition", size=100)) == 1


def test_what_takes_the_database_too_long_at_once_is_halved_and_a_post_alone_is_a_fault(
    older, monkeypatch, found, chloe
):
    together, real = [], index.reindex_posts

    def at_most(most):
        def reindex(keys):
            if len(keys) > most:
                raise OperationalError("canceling statement due to statement timeout")
            together.append(len(keys))
            real(keys)

        monkeypatch.setattr(index, "reindex_posts", reindex)

    monkeypatch.setattr(index, "PIECE", 20)
    at_most(0)
    with pytest.raises(OperationalError):
        repair()
    at_most(3)
    repair()
    assert len(found(chloe, "extradition", size=100)) == sum(together) == 30
    assert max(together) <= 3


def test_what_a_span_without_faults_holds_is_passed_over(topics, monkeypatch):
    monkeypatch.setattr(index, "SPAN", 3)
    first = Post.objects.order_by("pk").first()
    SearchRow.objects.filter(post=first).delete()
    done = repair()
    assert (done.count, done.below) == (1, 0)


# Of its own transactions, as the command is run: PostgreSQL makes no index over rows whose references wait.
@pytest.mark.django_db(transaction=True)
def test_the_commands_say_how_far_it_is_and_make_it_anew(older):
    def said(*arguments: str) -> str:
        out = io.StringIO()
        call_command("rebuild_search", *arguments, stdout=out)
        return out.getvalue()

    assert said("--check") == "0 of 30 posts stand in the index by the present analyser.\n"
    assert said("--gently").startswith("30 posts can be found again")
    assert said("--check") == "30 of 30 posts stand in the index by the present analyser.\n"
    SearchRow.objects.update(stamp="1")
    assert said().startswith("30 posts can be found again")
    assert said("--check") == "30 of 30 posts stand in the index by the present analyser.\n"
    # As after a migration that empties it.
    SearchRow.objects.filter(post__topic__in=older[:12]).delete()
    assert said("--check") == "18 of 30 posts stand in the index by the present analyser.\n"


@pytest.mark.parametrize("many", [2, 1_000])
def test_beside_the_triggers_and_through_them_the_index_becomes_the_same(topics, monkeypatch, found, chloe, many):
    monkeypatch.setattr(index, "MANY", many)
    keys = [topic.posts.get().pk for topic in topics]
    Post.objects.filter(pk__in=keys[:10]).update(body="surrender instead")
    Post.objects.filter(pk__in=keys[10:12]).update(body="", html="", erased_at="2026-01-01T00:00:00Z")
    reindex_posts(keys)
    _sound()
    assert len(found(chloe, "surrender", size=100)) == 10
    assert len(found(chloe, "extradition", size=100)) == 18
    # The triggers are there again: what is written afterwards is followed too.
    SearchRow.objects.filter(post_id__in=keys[:5]).delete()
    make.topic(topics[0].forum, topics[0].author, title="Afterwards")
    _sound()
    assert len(found(chloe, "surrender", size=100)) == 5


# Of its own transactions, as the command is run: PostgreSQL makes no index over rows whose references wait.
@pytest.mark.django_db(transaction=True)
def test_the_whole_made_anew_is_sound_too(topics, found, chloe):
    assert rebuild() == 30
    _sound()
    assert len(found(chloe, "extradition", size=100)) == 30


def test_a_fault_beside_the_triggers_leaves_them_where_they_were(topics):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has triggers that keep the words.")
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic(), bulk(1_000):
        raise ZeroDivisionError
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'forum_searchrow_%'")
        assert cursor.fetchone() == (4,)


def _sound() -> None:
    """See that FTS5's list is whole, and that it holds what a list that was made of the rows at once would hold."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO forum_searchwords(forum_searchwords) VALUES ('integrity-check')")
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'forum_searchwords'")
        cursor.execute(cursor.fetchone()[0].replace("forum_searchwords", "anew", 1))
        cursor.execute("INSERT INTO anew(rowid, terms) SELECT id, terms FROM forum_searchterms")
        listed = []
        for name in ("forum_searchwords", "anew"):
            cursor.execute(f"CREATE VIRTUAL TABLE temp.{name}_terms USING fts5vocab(main, {name}, instance)")
            cursor.execute(f"SELECT DISTINCT term, doc FROM {name}_terms ORDER BY term, doc")
            listed.append(cursor.fetchall())
            cursor.execute(f"DROP TABLE {name}_terms")
        cursor.execute("DROP TABLE anew")
    assert listed[0] == listed[1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The statistics of SQLite's list of words.")
@pytest.mark.parametrize("act", [repair, rebuild])
def test_statistics_of_an_index_that_was_small_do_not_make_it_read_as_a_whole(written, act):
    """An ANALYZE of everything may come at any time, by whoever keeps the database."""
    taken_away = "EXPLAIN QUERY PLAN DELETE FROM forum_searchwords_data WHERE id >= 1 AND id <= 2"

    def plan() -> str:
        with connection.cursor() as cursor:
            cursor.execute(taken_away)
            return " ".join(str(row[-1]) for row in cursor.fetchall())

    written("extradition")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # Of an index that holds nothing yet.
        cursor.execute("UPDATE sqlite_stat1 SET stat = '2' WHERE tbl = 'forum_searchwords_data'")
        cursor.execute("ANALYZE sqlite_schema")
    assert "SCAN" in plan()
    act()
    assert "SEARCH" in plan()
    assert "SCAN" not in plan()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="The pieces of SQLite's list of words.")
def test_the_list_of_words_is_joined_with_each_post_and_never_at_once(requests, ana):
    """Of eighty pieces, two for each post, few are left: a search reads them all."""
    topic = make.topic(requests, ana.membership, title="Dossier", posts=40)
    for pk in topic.posts.values_list("pk", flat=True):
        reindex_posts([pk])
        reindex_posts([pk])
    with connection.cursor() as cursor:
        cursor.execute("SELECT v FROM forum_searchwords_config WHERE k = 'automerge'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(DISTINCT segid) FROM forum_searchwords_idx")
        assert cursor.fetchone()[0] < 10
