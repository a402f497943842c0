"""A search from beginning to end: where the reader may look, the newest thousand, the best of them, and the rule."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Case, Count, F, Func, TextField, Value, When, Window
from django.db.models.expressions import RawSQL

from forum.models import Post, SearchRow
from forum.search.operators import apply, now_in_milliseconds
from forum.search.query import Alternatives, Query
from forum.search.ranking import beginnings, ranked, said
from forum.search.scope import Scope
from forum.search.terms import LEAST, Newest, Row, Terms
from network.models import Membership
from network.prepared import WANTED, Prepared
from network.readers import as_system

MOST = 1_000
PAGE = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, which the reader may see: a topic (with its opening), a post, or a file in a post."""

    pk: int
    values: dict[str, Any]

    @property
    def is_file(self) -> bool:
        return self.values["attachment_id"] is not None

    @property
    def is_topic(self) -> bool:
        return not self.is_file and self.values["post__seq"] == 1


@dataclass(frozen=True, slots=True)
class Found:
    """`hits` of one page, `count` of all that the reader may see, `more`: there were more than are counted."""

    hits: list[Hit]
    count: int
    more: bool
    has_later: bool = False
    # The number after which the next page begins.
    last: int = 0
    problems: list[str] = field(default_factory=list)


NOTHING = Found([], 0, more=False)
VALUES = {
    "post_public_id": F("post__public_id"),
    "created_at": F("post__created_at"),
    "title": F("post__topic__title"),
    "topic_public_id": F("post__topic__public_id"),
    "status": F("post__topic__status"),
    "kind": F("post__topic__kind"),
    "accepted_at": F("post__accepted_at"),
    "topic_language": F("post__topic__language"),
    "network_names": F("post__topic__network__names"),
    "file": F("attachment__name"),
    # Of a hidden opening nobody is shown the text, who finds the title.
    "body": Case(When(is_title=True, then=Value("")), default=F("post__body"), output_field=TextField()),
}


def terms_of(query: Query, scope: Scope, reader: Membership, place: str = "") -> tuple[Terms, list[str]]:
    """Return what QUERY asks of the index for READER, and what in it could not be understood."""
    phrases = [Alternatives(frozenset({word})) for words in query.phrases for word in words]
    terms = Terms(
        readers=frozenset(scope.readers),
        wanted=[*query.wanted, *phrases],
        begin=scope.newest or now_in_milliseconds(),
        oldest=scope.oldest,
        unwanted=list(query.unwanted),
        phrases=[words for words in query.phrases if len(words) > 1],
        unwanted_phrases=query.unwanted_phrases,
    )
    problems = apply(query.operators, reader, scope, terms)
    if place:
        terms.wanted.append(Alternatives(frozenset({place})))
    return terms, problems


def find(
    reader: Membership,
    query: Query,
    scope: Scope,
    *,
    place: str = "",
    by_date: bool = False,
    after: int = 0,
    size: int = PAGE,
) -> Found:
    """Return a page of what QUERY finds for READER; two statements.

    PLACE is a network or forum of SCOPE (its token).
    AFTER is the number of the last row shown, 0 for the first page. The best are those of the newest thousand; by date
    one comes further, a thousand after the other, and what is counted is what comes after AFTER.
    """
    if not scope.readers or query.is_empty or query.is_too_long:
        return NOTHING
    terms, problems = terms_of(query, scope, reader, place)
    if problems:
        return Found([], 0, more=False, problems=problems)
    if size <= LEAST and (by_date or not after):
        # The first page is right without the words of those that come later, and by date without any.
        if by_date or not query.sought:
            terms.reads_all = False
        elif not beginnings(query.sought):
            terms.reads_all, terms.told = False, sorted(said(query.sought))
    if by_date and after:
        _go_on(terms, after)
    there = newest(terms, MOST + 1)
    more = there.count > MOST
    # One beyond the newest thousand, by which it is known that there are more.
    rows = [row for row in there.rows if row[0] != there.oldest] if more else there.rows
    keys = [row[0] for row in rows] if by_date else ranked(rows, there.oldest, query.sought)
    start = keys.index(after) + 1 if after in keys else 0
    page = keys[start : start + size]
    # What is counted exactly is asked of the rule one by one; beyond a thousand nobody learns how many there are.
    wanted = set(page)
    shown = [row for row in rows if row[0] in wanted]
    visible, count = visible_rows(reader, shown, [] if more else rows)
    hits = [Hit(pk, visible[pk]) for pk in page if pk in visible]
    last, has_later = page[-1] if page else 0, start + size < min(there.count, MOST)
    return Found(hits, MOST if more else count, more=more, has_later=has_later, last=last)


def _go_on(terms: Terms, after: int) -> None:
    low, high = terms.range or [0, after]
    terms.range = [low, min(high, after)]
    terms.begin = min(terms.begin, after)


def newest(terms: Terms, most: int) -> Newest:
    """Return of the newest rows that match, by the index of the database there is."""
    if connection.vendor == "postgresql":
        from forum.search import postgresql

        return postgresql.newest(terms, most)
    from forum.search import sqlite

    return sqlite.newest(terms, most)


def visible_rows(
    reader: Membership, page: Sequence[Row], counted: Sequence[Row] = ()
) -> tuple[dict[int, dict[str, Any]], int]:
    """Return by number those of the rows PAGE which READER may see, and how many of COUNTED; one statement.

    The rule is asked once for the rows of both. Where each of them is all of a post, it is asked for the posts alone.
    A second statement is needed where of PAGE nothing is seen and of others perhaps something.
    """
    asked = counted if len(counted) > len(page) else page
    posts = [post for _pk, _words, post in asked]
    what, keys = (POSTS, posts) if all(posts) else (ROWS, [row[0] for row in asked])
    listed = _listed([row[0] for row in page], keys)
    rows = _shown(_longest(len(page)), what).rows(reader, listed) if page else []
    found = {row[0]: dict(zip(NAMES, row, strict=False)) for row in rows}
    rows = rows or (_counted(what).rows(reader, listed) if len(asked) > len(page) else [])
    return found, rows[0][-1] if rows else 0


def _longest(size: int) -> int:
    return PAGE if size <= PAGE else MOST


# The rows that are asked for stand in one parameter, so that the statement is compiled once (network/prepared.py):
# those of the page in its first list, those that the rule is asked for in its second.
LISTS = {
    "sqlite": (" IN ", "SELECT value FROM json_each(%s, '$.page')", "SELECT value FROM json_each(%s, '$.asked')"),
    # One list, not a query of its own: the plan begins with it, row by row, and never reads a whole table beside it.
    "postgresql": (
        " = ANY ",
        "string_to_array(split_part(%s, '|', 1), ',')::bigint[]",
        "string_to_array(split_part(%s, '|', 2), ',')::bigint[]",
    ),
}
PAGES, ASKED = 1, 2
ROWS, POSTS = SearchRow, Post
OWN = ("pk", "attachment_id", "network_id", "author_id", "code", "language", "post__seq")
NAMES = (*OWN, *VALUES)
SYSTEM = as_system("of a page is read what stands in `seen`, which the rule found for the reader in the same statement")


def _listed(page: Sequence[int], asked: Sequence[int]) -> str:
    if connection.vendor == "sqlite":
        return json.dumps({"page": page, "asked": asked})
    return "|".join(",".join(map(str, some)) for some in (page, asked))


def _among(rows: Any, which: int) -> Any:
    lists = LISTS[connection.vendor]
    listed = RawSQL(lists[which], [WANTED])  # noqa: S611 - one of ours, above
    among = Func(F("pk"), listed, template="%(expressions)s", arg_joiner=lists[0], output_field=BooleanField())
    return rows.filter(among).order_by()


def _seen(reader: Any, what: Any) -> Any:
    visible = _among(what.objects.visible_to(reader), ASKED)
    if connection.vendor == "postgresql":
        # Always true, and taken to be rare: who expects few rows looks their topics up, and does not read all topics
        # there are.
        visible = visible.filter(pk=F("pk") * 1)
    return visible.values_list("pk")


# Asked of each row of the page: a plan that began with what is seen would look a thousand rows up for twenty.
IS_SEEN = "(%(expressions)s IN (SELECT id FROM seen)) IS TRUE"
COUNT = RawSQL("(SELECT count(*) FROM seen)", [], output_field=BigIntegerField())


@lru_cache(maxsize=4)
def _shown(longest: int, what: Any) -> Prepared:
    def page(_reader: Any) -> Any:
        rows = _among(SearchRow.objects.visible_to(SYSTEM), PAGES)
        if what is POSTS:
            # Nothing but a row of a post itself is seen with the post.
            rows = rows.filter(attachment=None)
        key = F("post_id") if what is POSTS else F("pk")
        rows = rows.filter(Func(key, template=IS_SEEN, output_field=BooleanField()))
        return rows.annotate(**VALUES, count=COUNT).values_list(*NAMES, "count")[:longest]

    return Prepared(page, lambda reader: _seen(reader, what))


@lru_cache(maxsize=2)
def _counted(what: Any) -> Prepared:
    def count(reader: Any) -> Any:
        return _seen(reader, what).annotate(count=Window(Count("*"))).values_list("count")[:1]

    return Prepared(count)
