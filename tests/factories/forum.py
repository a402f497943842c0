"""Forums, topics and posts, one at a time for a test or in bulk for the bench."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, models
from django.utils import timezone

from forum.models import Forum, Post, RequestedBody, Topic
from forum.models.posts import path_below
from network.models import Body, Membership, Network
from network.models.identity import new_public_id
from writing.markdown import RENDERER_VERSION, render

WORDS = (  # noqa: SIM905 - a list of forty words is read as a text
    "request treaty article assistance extradition freezing order account hearing witness translation certified court "
    "prosecutor deadline annex statement dual criminality offence property bank record service video evidence "
    "preserved provider refused postponed consultation authority central competent execute return confirm office copy "
    "original"
).split()


def forum(network: Network, key: str = "requests", **fields: Any) -> Forum:
    return Forum.objects.create(**{"network": network, "key": key, "names": {"en": f"Forum {key}"}, **fields})


def topic(
    where: Forum,
    author: Membership,
    *,
    title: str = "A statement of dual criminality is missing",
    posts: int = 1,
    requested: Sequence[Body] = (),
    at: datetime | None = None,
    **fields: Any,
) -> Topic:
    """Return a new topic with POSTS posts of AUTHOR, one a minute, the last of them at AT (now)."""
    last = at or timezone.now()
    made = Topic.objects.create(
        **{
            "forum": where,
            "network_id": where.network_id,
            "author": author,
            "last_author": author,
            "kind": Topic.Kind.QUESTION,
            "title": title,
            "created_at": last - timedelta(minutes=posts),
            "last_post_at": last,
            "last_seq": posts,
            "open_seq": posts,
            "posts_count": posts,
            "requested_ids": [body.pk for body in requested],
            **fields,
        }
    )
    for body in requested:
        RequestedBody.objects.create(topic=made, body=body, forum=where, is_open=made.is_open)
    insert(Post, _post_rows(made.pk, [author.pk], posts, last, [(f"Body {seq}.") for seq in range(1, posts + 1)]))
    return made


def post(
    where: Topic, author: Membership, text: str = "Thank you.", *, parent: Post | None = None, **fields: Any
) -> Post:
    """Return a new post, with the topic's counters kept as the action keeps them."""
    where.last_seq += 1
    where.open_seq = where.last_seq
    where.posts_count += 1
    where.last_post_at = fields.get("created_at") or timezone.now()
    where.last_author = author
    where.save()
    return Post.objects.create(
        **{
            "topic": where,
            "author": author,
            "seq": where.last_seq,
            "parent": parent,
            "path": path_below(parent.path if parent else "", where.last_seq),
            "body": text,
            "html": render(text).html,
            "renderer": RENDERER_VERSION,
            "created_at": where.last_post_at,
            **fields,
        }
    )


# In bulk.


def fill(
    forums: Sequence[Forum],
    authors: Sequence[int],
    *,
    topics: int,
    posts: int,
    longest: int = 0,
    bodies: Sequence[int] = (),
    characters: int = 600,
    chunk: int = 20_000,
) -> Iterator[int]:
    """Write TOPICS topics with POSTS posts in all, evenly, one topic of LONGEST posts; yield how many posts stand.

    The same numbers make the same rows, but for their public ids. Every third post answers the one before it.
    """
    end = timezone.now()
    each = (posts - longest) // max(topics - bool(longest), 1)
    sizes = [longest if longest and index == 0 else each for index in range(topics)]
    first = (Topic.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    statuses = [status for status, _label in Topic.Status.choices if status != "waiting"]
    kinds = [kind for kind, _label in Topic.Kind.choices]

    def topic_rows() -> Iterator[dict[str, Any]]:
        for index, size in enumerate(sizes):
            asks = index % 4 < 2
            last = end - timedelta(minutes=index)
            yield {
                "id": first + index,
                "public_id": new_public_id(),
                "forum_id": forums[index % len(forums)].pk,
                "network_id": forums[index % len(forums)].network_id,
                "kind": kinds[index % 4],
                "title": f"{sentence(index, 60)} ({index})",
                "language": ("en", "fr", "es", "ar")[index % 4],
                "code": "AMBER",
                "author_id": authors[index % len(authors)],
                "created_at": last - timedelta(minutes=size),
                "status": statuses[index % len(statuses)],
                "waiting_author": False,
                "cooperation": Topic.Cooperation.values[index % 10] if asks else "",
                "requesting_id": bodies[index % len(bodies)] if asks and bodies else None,
                "requested_ids": f"[{bodies[(index + 1) % len(bodies)]}]" if asks and bodies else "[]",
                "legal_basis": "Organized Crime Convention, article 18" if asks else "",
                "stage": "pending" if asks else "",
                "deadline_zone": "",
                "deadline_reason": "",
                "pinned": False,
                "last_seq": size,
                "open_seq": size,
                "posts_count": size,
                "accepted_count": 0,
                "last_post_at": last,
                "last_author_id": authors[(index + size) % len(authors)],
            }

    for rows in _chunks(topic_rows(), chunk):
        insert(Topic, rows)
    if bodies:
        insert(
            RequestedBody,
            (
                {
                    "topic_id": first + index,
                    "body_id": bodies[(index + 1) % len(bodies)],
                    "forum_id": forums[index % len(forums)].pk,
                    "is_open": statuses[index % len(statuses)] == "open",
                }
                for index in range(topics)
                if index % 4 < 2
            ),
        )
    texts = [sentence(number, characters) for number in range(200)]
    rendered = [render(text).html for text in texts]

    def post_rows() -> Iterator[dict[str, Any]]:
        for index, size in enumerate(sizes):
            last = end - timedelta(minutes=index)
            yield from _post_rows(first + index, authors, size, last, texts, rendered, start=index)

    written = 0
    for rows in _chunks(post_rows(), chunk):
        insert(Post, rows)
        written += len(rows)
        yield written
    reset_sequences()


def _post_rows(
    topic_id: int,
    authors: Sequence[int],
    count: int,
    last: datetime,
    texts: Sequence[str],
    rendered: Sequence[str] | None = None,
    start: int = 0,
) -> Iterator[dict[str, Any]]:
    above = ""
    for seq in range(1, count + 1):
        path = path_below(above if seq % 3 == 0 else "", seq)
        above = path
        text = (start + seq) % len(texts) if rendered else seq - 1
        yield {
            "public_id": new_public_id(),
            "topic_id": topic_id,
            "seq": seq,
            "path": path,
            "author_id": authors[(start + seq) % len(authors)],
            "language": "en",
            "body": texts[text],
            "html": rendered[text] if rendered else f'<p dir="auto">{texts[text]}</p>\n',
            "renderer": RENDERER_VERSION,
            "created_at": last - timedelta(minutes=count - seq),
            "submission": "",
        }


@cache
def sentence(number: int, characters: int) -> str:
    """Return about CHARACTERS characters of the trade's words, always the same for one number."""
    words, length, step = [], 0, number * 7 + 1
    while length < characters:
        step = (step * 1_103_515_245 + 12_345) % 2**31
        word = WORDS[(step >> 16) % len(WORDS)]
        words.append(word)
        length += len(word) + 1
    return " ".join(words)[:characters].strip().capitalize()


def insert(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Write ROWS (column to value) the fastest way the database has: COPY, or one prepared statement many times."""
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    table, columns = model._meta.db_table, list(first)
    names = ", ".join(f'"{column}"' for column in columns)

    def values() -> Iterator[list[Any]]:
        yield list(first.values())
        for row in rows:
            yield list(row.values())

    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in values():
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    moments = [index for index, value in enumerate(first.values()) if isinstance(value, datetime)]

    def plain() -> Iterator[list[Any]]:
        for row in values():
            for index in moments:
                row[index] = str(row[index].replace(tzinfo=None))
            yield row

    # The cursor of the driver itself: Django's would rewrite the statement's placeholders for every row.
    assert connection.connection is not None
    connection.connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', plain())


def reset_sequences() -> None:
    """Let the database's counters continue after rows that came with their own ids."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in (Topic, Post, RequestedBody):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT COALESCE(MAX(id), 1) FROM {table}))"
            )


def _chunks(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    from itertools import islice

    while some := list(islice(rows, size)):
        yield some
