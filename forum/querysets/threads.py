"""The posts of one topic, twenty at a time, nested by path or flat by number, from any point in either direction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from django.db import connection

from forum.querysets.sight import Sight
from network.planned import ask, in_dialect
from network.values import instant, moment, stored

View = Literal["nested", "flat"]
Direction = Literal["after", "before", "from"]
PAGE = 20
ACCEPTED = 3


class PostRow(NamedTuple):
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
    code: str
    edited_at: datetime | None
    # Hidden, and by whom its text may still be read: for others HTML is empty.
    is_hidden: bool
    is_erased: bool
    helped: int
    holds: str
    # Whether the reader keeps it for himself, and said that it helped him.
    is_kept: bool
    has_helped: bool


COLUMNS = """p.id, p.public_id, p.seq, p.path, p.author_id, p.language, p.html, p.created_at, p.accepted_at,
r.public_id AS answers_id, r.author_id AS answers_author_id, p.code, p.edited_at, p.hidden_at, p.erased_at, p.helped,
p.holds,
EXISTS (SELECT 1 FROM forum_bookmark b WHERE b.membership_id = %s AND b.post_id = p.id) AS is_kept,
EXISTS (SELECT 1 FROM forum_helped h WHERE h.membership_id = %s AND h.post_id = p.id) AS has_helped"""
# What a post answers is told only to those who may read that too.
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
    topic_id: int,
    view: View,
    direction: Direction,
    key: str,
    *,
    sight: Sight,
    with_accepted: bool = False,
    size: int = PAGE,
) -> Thread:
    """Return the SIZE posts after, before or from KEY (a path or a number) of a topic that `visible_to` has found.

    SIGHT says which of them the reader may read. KEY "" is the beginning, or with "before" the end. One statement;
    WITH_ACCEPTED brings the accepted answers along.
    """
    column = "path" if view == "nested" else "seq"
    sign, order = SIGNS[direction]
    readable, codes = sight.condition("p")
    answered, _codes = sight.condition("r")
    joined = JOINED + answered
    mine = [sight.reader_id, sight.reader_id]
    parameters: list[Any] = [*mine, *codes, topic_id, *codes]
    condition = f"p.topic_id = %s{readable}"
    if key:
        condition += f" AND p.{column} {sign} %s"
        parameters.append(key if view == "nested" else int(key))
    # One more than the page holds says whether there are others.
    statement = (
        f"SELECT 0 AS part, {COLUMNS} FROM {joined} WHERE {condition} ORDER BY p.{column} {order} LIMIT {size + 1}"
    )
    if with_accepted:
        statement = (
            f"SELECT * FROM ({statement}) AS page UNION ALL SELECT * FROM (SELECT 1 AS part, {COLUMNS} FROM {joined} "
            f"WHERE p.topic_id = %s{readable} AND p.accepted_at IS NOT NULL AND p.hidden_at IS NULL "
            f"ORDER BY p.seq LIMIT {ACCEPTED}) AS accepted"
        )
        parameters += [*mine, *codes, topic_id, *codes]
    rows = ask(in_dialect(statement), parameters)
    order_of = (lambda post: post.path) if view == "nested" else (lambda post: post.seq)
    posts = sorted((_post(row, sight) for row in rows if not row[0]), key=order_of)
    accepted = sorted((_post(row, sight) for row in rows if row[0]), key=lambda post: post.seq)
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


def start_around(topic_id: int, path: str, sight: Sight, before: int = 2) -> str:
    """Return the path from which a page shows the post at PATH with BEFORE posts above it, "" for the first page."""
    readable, codes = sight.condition("p")
    statement = (
        f"SELECT p.path FROM forum_post p WHERE p.topic_id = %s{readable} AND p.path < %s ORDER BY p.path DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [topic_id, *codes, path, PAGE])
        above = [row[0] for row in cursor.fetchall()]
    if len(above) < PAGE:
        return ""
    return str(above[before - 1])


def path_of(topic_id: int, seq: int) -> str:
    """Return where the post SEQ of a topic that `visible_to` has found stands in its thread, "" when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT path FROM forum_post WHERE topic_id = %s AND seq = %s", [topic_id, min(seq, 999_999_999)]
        )
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def first_new(topic_id: int, seq: int, shown: frozenset[int], seen: datetime, sight: Sight) -> str | None:
    """Return the path of the first post after SEQ that is not in SHOWN and was written after SEEN, or None."""
    readable, codes = sight.condition("p")
    statement = f"""
    SELECT p.seq, p.path FROM forum_post p
    WHERE p.topic_id = %s{readable} AND p.seq > %s AND p.created_at > %s ORDER BY p.seq LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [topic_id, *codes, seq, stored(seen), len(shown) + 1])
        return next((row[1] for row in cursor.fetchall() if row[0] not in shown), None)


def _post(row: tuple[Any, ...], sight: Sight) -> PostRow:
    _part, pk, public_id, seq, path, author_id, language, html, created_at, accepted_at, answers, answered = row[:12]
    code, edited_at, hidden_at, erased_at, helped, holds, is_kept, has_helped = row[12:]
    is_hidden = hidden_at is not None
    is_empty = is_hidden and not sight.shows_hidden(author_id)
    return PostRow(
        pk,
        public_id,
        seq,
        path,
        author_id,
        language,
        "" if is_empty else html,
        instant(created_at),
        moment(accepted_at),
        answers,
        answered,
        code,
        moment(edited_at),
        is_hidden,
        erased_at is not None,
        helped,
        "" if is_empty else holds,
        bool(is_kept),
        bool(has_helped),
    )
