"""The rows of the index are written, in place of those that stood there, and what is missing is found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Max, Q, QuerySet

from forum.models import Post, SearchRow
from forum.search import tokens
from forum.search.rows import Surroundings, rows_of
from forum.search.version import VERSION
from network.readers import as_system

SYSTEM = as_system("the index of words knows every post; whoever searches is asked for in the index, and by the rule")
BATCH = 500
# And so many where others wait for the transaction: on SQLite nobody writes meanwhile.
PIECE = 100
# A row's number is its instant; two posts of one instant take the next numbers that are free.
LATER = 60_000
FIELDS = ["id", "topic_id", "post_id", "attachment_id", "network_id", "author_id", "code", "language", "stamp"]
FIELDS += ["words", "marks", "stems", "readers", "names", "is_title"]
# From so many rows on SQLite's list is written beside its triggers (`bulk`), which all who read notice: so many posts
# that have just been written are indexed together at the most.
MANY = 20
TOGETHER = MANY - 1
# So many pages of SQLite's list are joined with each writing, and so many more with each post of it: more than it adds.
STEP, STEPS = 16, 6
# So many posts are looked at in one statement for what is missing.
SPAN = 20_000
# SQLite's list of words lies in a table that must never be known as small: an ANALYZE of everything that came while it
# was makes SQLite read the whole of it to take away a few rows, most of a second with each eighth post, while nobody
# else writes. So many rows are supposed where nobody looked.
LARGE = "UPDATE sqlite_stat1 SET stat = '1048576' WHERE tbl = 'forum_searchwords_data' AND stat <> '1048576'"
# For this connection, and for those that come.
READ_ANEW = "ANALYZE sqlite_schema"
# Made as rows.stamp_of makes it.
STAMP = (
    f"'{VERSION}:' || t.network_id || ':' || t.forum_id || ':' || t.code || ':' || p.code || ':' || p.version || "
    "CASE WHEN p.hidden_at IS NULL THEN '' ELSE ':hidden' END"
)
# What can be found at all; of a hidden opening the title.
FOUND = "(p.hidden_at IS NULL OR p.seq = 1) AND p.erased_at IS NULL AND t.merged_into_id IS NULL"
MISSING = f"""SELECT p.id FROM forum_post p JOIN forum_topic t ON t.id = p.topic_id
LEFT JOIN forum_searchrow r ON r.post_id = p.id AND r.attachment_id IS NULL
WHERE p.id >= %s AND p.id < %s AND {FOUND} AND (r.id IS NULL OR r.stamp <> {STAMP}) ORDER BY p.id DESC LIMIT %s"""
LEFT_OVER = f"""SELECT p.id FROM forum_post p JOIN forum_topic t ON t.id = p.topic_id
WHERE p.id >= %s AND p.id < %s AND NOT ({FOUND})
AND EXISTS (SELECT 1 FROM forum_searchrow r WHERE r.post_id = p.id) ORDER BY p.id DESC LIMIT %s"""


def reindex_topic(topic_id: int) -> int:
    """Do what `reindex_posts` does for all posts of a topic, and return how many; a topic that was merged has none."""
    keys = list(Post.objects.visible_to(SYSTEM).filter(topic_id=topic_id).order_by("pk").values_list("pk", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        # Of posts that went to another topic since, the rows went with them.
        cursor.execute(
            "DELETE FROM forum_searchrow WHERE topic_id = %s "
            "AND post_id IN (SELECT id FROM forum_post WHERE topic_id <> %s)",
            [topic_id, topic_id],
        )
    _in_pieces(keys, PIECE)
    return len(keys)


def _in_pieces(keys: list[int], size: int) -> None:
    """Do what `reindex_posts` does, SIZE posts at once; what takes the database too long at once is halved."""
    for start in range(0, len(keys), size):
        piece = keys[start : start + size]
        try:
            reindex_posts(piece)
        except OperationalError:
            if len(piece) == 1:
                raise
            _in_pieces(piece, len(piece) // 2)


@transaction.atomic
def reindex_posts(keys: list[int]) -> None:
    """Make what is found of the posts KEYS what stands there now: of an erased one nothing, of a hidden one no text.

    At most some hundreds at once. Who searches meanwhile finds what stood before.
    """
    # One writer of a post at a time: who comes second sees what the first wrote.
    posts = _posts().filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    rows = _rows(list(posts))
    places = ", ".join(["%s"] * len(keys))
    with bulk(len(keys)) as is_bulk, connection.cursor() as cursor:
        if is_bulk:
            cursor.execute(f"SELECT id FROM forum_searchrow WHERE post_id IN ({places}) ORDER BY id", keys)
            _unlist([row[0] for row in cursor.fetchall()])
        cursor.execute(f"DELETE FROM forum_searchrow WHERE post_id IN ({places})", keys)
        _number(rows, _taken(rows))
        if is_bulk:
            _insert(rows)
            _list(rows)
        else:
            SearchRow.objects.bulk_create(rows)
        _join(len(keys))


@transaction.atomic
def forget_post(post_id: int) -> None:
    """Take the words of a post that is erased out of the index, in the transaction that erases it."""
    SearchRow.objects.filter(post_id=post_id).delete()


@dataclass(frozen=True, slots=True)
class Repaired:
    """How many posts were indexed; what has a number below `below` was not looked at yet, 0: all was."""

    count: int
    below: int


def repair(most: int = 2_000, below: int = 0) -> Repaired:
    """Index posts that are not, or not as they stand, or by another analyser, and remove what is left over.

    The newest first, and up to MOST: BELOW is where another call ended. In pieces, between which others write.
    """
    if not below:
        _suppose_large()
    high = below or (Post.objects.visible_to(SYSTEM).aggregate(last=Max("pk"))["last"] or 0) + 1
    count = 0
    while high > 1 and count < most:
        low = max(high - SPAN, 1)
        keys = _odd(MISSING, low, high, BATCH)
        if len(keys) == BATCH:
            low = keys[-1]
        keys += _odd(LEFT_OVER, low, high, BATCH)
        _in_pieces(keys, PIECE)
        count += len(keys)
        high = low
    return Repaired(count, high if high > 1 else 0)


def _suppose_large() -> None:
    """Mend what an ANALYZE of everything may have noted of SQLite's list of words."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchall():
            return
        cursor.execute(LARGE)
        if cursor.rowcount:
            cursor.execute(READ_ANEW)


def _odd(sql: str, low: int, high: int, most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [low, high, most])
        return [row[0] for row in cursor.fetchall()]


def how_current() -> tuple[int, int]:
    """Return of how many posts the rows are by the present analyser, and how many posts can be found at all."""
    current = SearchRow.objects.visible_to(SYSTEM).filter(attachment=None, stamp__startswith=f"{VERSION}:")
    return current.count(), _posts().count()


def rebuild(tell: Callable[[int], None] = lambda _count: None) -> int:
    """Make the whole index anew, and return of how many posts; TELL hears after each batch how many are done.

    While it runs less is found; whoever posts meanwhile is found all the same, by `repair` at the latest.
    """
    _suppose_large()
    with unindexed():
        _empty()
        # In the order of time, which is that of the numbers: both databases write it several times faster, and what is
        # new lies together.
        keys = list(_posts().order_by("created_at", "pk").values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            with transaction.atomic(), bulk(BATCH) as is_bulk:
                rows = _rows(list(_posts().filter(pk__in=keys[start : start + BATCH])))
                _number(rows, _taken(rows))
                _insert(rows)
                if is_bulk:
                    _list(rows)
            tell(min(start + BATCH, len(keys)))
    return len(keys)


class unindexed:  # noqa: N801 - read as a statement
    """Much is written faster when the index is made of it at the end."""

    def __enter__(self) -> None:
        self._run({"postgresql": ["DROP INDEX IF EXISTS forum_searchwords"]})

    def __exit__(self, *_fault: object) -> None:
        analyze = "ANALYZE forum_searchrow"
        gin = (
            "CREATE INDEX forum_searchwords ON forum_searchrow "
            "USING gin (forum_search_terms(id, words, marks, stems, readers, names)) WITH (fastupdate = off)"
        )
        self._run(
            {
                "postgresql": [
                    "SET statement_timeout = 0",
                    "SET maintenance_work_mem = '256MB'",
                    gin,
                    analyze,
                    "RESET ALL",
                ],
                "sqlite": [
                    "INSERT INTO forum_searchwords(forum_searchwords) VALUES ('optimize')",
                    analyze,
                    LARGE,
                    READ_ANEW,
                ],
            }
        )

    def _run(self, statements: dict[str, list[str]]) -> None:
        with connection.cursor() as cursor:
            for statement in statements.get(connection.vendor, []):
                cursor.execute(statement)


def _posts() -> QuerySet[Post, Post]:
    found = Q(hidden_at=None) | Q(seq=1)
    every = Post.objects.visible_to(SYSTEM).filter(found, erased_at=None, topic__merged_into=None)
    return every.select_related("topic__forum", "author__authority").defer("html")  # type: ignore[no-any-return]


def _rows(posts: list[Post]) -> list[SearchRow]:
    """Return the rows of POSTS, oldest first: a list of words takes them fastest in the order of their numbers."""
    return sorted(rows_of(posts, Surroundings.of(posts, SYSTEM)), key=lambda row: row.pk)


def _taken(rows: Iterable[SearchRow]) -> set[int]:
    """Return the numbers that are taken where ROWS want to stand."""
    wanted = [row.pk for row in rows]
    if not wanted:
        return set()
    # What lies close together is asked for at once; an archive of years is not one range.
    with connection.cursor() as cursor:
        taken: set[int] = set()
        for low, high in _ranges(sorted(wanted)):
            cursor.execute("SELECT id FROM forum_searchrow WHERE id BETWEEN %s AND %s", [low, high + LATER])
            taken.update(row[0] for row in cursor.fetchall())
    return taken


def _ranges(numbers: list[int]) -> Iterator[tuple[int, int]]:
    low = high = numbers[0]
    for number in numbers[1:]:
        if number > high + LATER:
            yield low, high
            low = number
        high = number
    yield low, high


def _number(rows: Iterable[SearchRow], taken: set[int]) -> None:
    """Give each of ROWS the number that is free next, and the names of the days in which that lies."""
    for row in rows:
        while row.pk in taken:
            row.pk += 1
        taken.add(row.pk)
        row.names = " ".join([row.names, *tokens.blocks(row.pk)])


# As migration 0014 makes them.
LISTED = "INSERT INTO forum_searchwords(rowid, terms) SELECT id, terms FROM forum_searchterms WHERE id"
UNLISTED = (
    "INSERT INTO forum_searchwords(forum_searchwords, rowid, terms) "
    "SELECT 'delete', id, terms FROM forum_searchterms WHERE id"
)
ADDED = f"CREATE TRIGGER forum_searchrow_added AFTER INSERT ON forum_searchrow BEGIN {LISTED} = new.id; END"
REMOVED = f"CREATE TRIGGER forum_searchrow_removed BEFORE DELETE ON forum_searchrow BEGIN {UNLISTED} = old.id; END"


@contextmanager
def bulk(count: int) -> Iterator[bool]:
    """Without SQLite's triggers when COUNT rows are MANY: yields whether the caller writes the list of words.

    Inside a trigger FTS5 writes its list anew for every row. To be used within a transaction: for others the triggers
    are never gone.
    """
    if connection.vendor != "sqlite" or count < MANY:
        yield False
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER forum_searchrow_added")
        cursor.execute("DROP TRIGGER forum_searchrow_removed")
        yield True
        cursor.execute(ADDED)
        cursor.execute(REMOVED)


def _unlist(keys: Sequence[int]) -> None:
    """Take the rows KEYS, which stand there still, out of SQLite's list of words."""
    words = "INSERT INTO forum_searchwords(forum_searchwords, rowid, terms) VALUES ('delete', %s, %s)"
    _written(words, keys)


def _list(rows: list[SearchRow]) -> None:
    """Put ROWS, which stand there, into SQLite's list of words."""
    _written("INSERT INTO forum_searchwords(rowid, terms) VALUES (%s, %s)", [row.pk for row in rows])


def _written(statement: str, keys: Sequence[int]) -> None:
    """Run STATEMENT with number and terms of each of the rows KEYS.

    In the order of their numbers and row by row: of a statement that reads what it puts in FTS5 writes each row out.
    """
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(keys))
        cursor.execute(f"SELECT id, terms FROM forum_searchterms WHERE id IN ({places}) ORDER BY id", keys)
        cursor.executemany(statement, cursor.fetchall())


def _join(count: int) -> None:
    """Join some pieces of SQLite's list of words, of which each writing adds one or two; COUNT posts were written.

    Left to itself (migration 0011) FTS5 does nothing for thirty posts, and then all of it.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO forum_searchwords(forum_searchwords, rank) VALUES ('merge', %s)",
                [STEP + (STEPS * count if count >= MANY else 0)],
            )


def _insert(rows: list[SearchRow]) -> None:
    """Write ROWS the fastest way the database has; on SQLite within `bulk`."""
    values: list[list[Any]] = [[getattr(row, name) for name in FIELDS] for row in rows]
    columns = ", ".join(FIELDS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY forum_searchrow ({columns}) FROM STDIN") as sink:
                for row in values:
                    sink.write_row(row)
        else:
            places = ", ".join(["%s"] * len(FIELDS))
            cursor.executemany(f"INSERT INTO forum_searchrow ({columns}) VALUES ({places})", values)


def _empty() -> None:
    with transaction.atomic(), bulk(MANY) as is_bulk, connection.cursor() as cursor:
        if is_bulk:
            cursor.execute("DELETE FROM forum_searchrow")
            cursor.execute("INSERT INTO forum_searchwords(forum_searchwords) VALUES ('delete-all')")
        else:
            cursor.execute("TRUNCATE forum_searchrow")
