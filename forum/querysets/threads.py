"""The posts of one topic, twenty at a time, nested by path or flat by number, from any point in either direction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from forum.querysets.values import instant, moment, stored

View = Literal["nested", "flat"]
Direction = Literal["after", "before", "from"]
PAGE = 20
ACCEPTED = 3


@dataclass(frozen=True, slots=True)
class PostRow:
    pk: int
    public_id: str
    seq: int
    path: str
    author_id: int
    language: str
    html: str
    created_at: datetime
    accepted_at: datetime | None
    answers_id: str | None
    answers_author_id: int | None


COLUMNS = """p.id, p.public_id, p.seq, p.path, p.author_id, p.language, p.html, p.created_at, p.accepted_at,
r.public_id AS answers_id, r.author_id AS answers_author_id"""
JOINED = "forum_post p LEFT JOIN forum_post r ON r.id = COALESCE(p.in_reply_to_id, p.parent_id)"
SIGNS: dict[Direction, tuple[str, str]] = {"after": (">", "ASC"), "before": ("<", "DESC"), "from": (">=", "ASC")}


@dataclass(frozen=True, slots=True)
class Thread:
    """One page of posts in reading order, whether there are others before and after it, and the accepted answers."""

    posts: list[PostRow]
    has_earlier: bool
    has_later: bool
    accepted: list[PostRow]


def thread(
    topic_id: int, view: View, direction: Direction, key: str, *, with_accepted: bool = False, size: int = PAGE
) -> Thread:
    """Return the SIZE posts after, before or from KEY (a path or a number) of a topic that `visible_to` has found.

    KEY "" is the beginning, or with "before" the end. One statement; with_accepted brings the accepted answers along.
    """
    column = "path" if view == "nested" else "seq"
    sign, order = SIGNS[direction]
    parameters: list[Any] = [topic_id]
    condition = "p.topic_id = %s"
    if key:
        condition += f" AND p.{column} {sign} %s"
        parameters.append(key if view == "nested" else int(key))
    # One more than the page holds says whether there are others.
    statement = (
        f"SELECT 0 AS part, {COLUMNS} FROM {JOINED} WHERE {condition} ORDER BY p.{column} {order} LIMIT {size + 1}"
    )
    if with_accepted:
        statement = (
            f"SELECT * FROM ({statement}) AS page UNION ALL SELECT * FROM (SELECT 1 AS part, {COLUMNS} FROM {JOINED} "
            f"WHERE p.topic_id = %s AND p.accepted_at IS NOT NULL ORDER BY p.seq LIMIT {ACCEPTED}) AS accepted"
        )
        parameters.append(topic_id)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    order_of = (lambda post: post.path) if view == "nested" else (lambda post: post.seq)
    posts = sorted((_post(row) for row in rows if not row[0]), key=order_of)
    accepted = sorted((_post(row) for row in rows if row[0]), key=lambda post: post.seq)
    backwards = direction == "before"
    has_more = len(posts) > size
    if has_more:
        del posts[0 if backwards else -1]
    return Thread(
        posts=posts,
        has_earlier=has_more if backwards else bool(key),
        has_later=bool(key) if backwards else has_more,
        accepted=accepted,
    )


def start_around(topic_id: int, path: str, before: int = 2) -> str:
    """Return the path from which a page shows the post at PATH with BEFORE posts above it, "" for the first page."""
    statement = "SELECT path FROM forum_post WHERE topic_id = %s AND path < %s ORDER BY path DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(statement, [topic_id, path, PAGE])
        above = [row[0] for row in cursor.fetchall()]
    if len(above) < PAGE:
        return ""
    return str(above[before - 1])


def first_new(topic_id: int, seq: int, shown: frozenset[int], seen: datetime) -> str | None:
    """Return the path of the first post after SEQ that is not in SHOWN and was written after SEEN, or None."""
    statement = """
    SELECT seq, path FROM forum_post
    WHERE topic_id = %s AND seq > %s AND created_at > %s ORDER BY seq LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [topic_id, seq, stored(seen), len(shown) + 1])
        return next((row[1] for row in cursor.fetchall() if row[0] not in shown), None)


def _post(row: tuple[Any, ...]) -> PostRow:
    return PostRow(
        row[1], row[2], row[3], row[4], row[5], row[6], row[7], instant(row[8]), moment(row[9]), row[10], row[11]
    )
