"""The topics of one forum, twenty-five at a time from any point in either direction; an index for each filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from forum.querysets.values import instant, loaded, moment, stored

PAGE = 25
# In the filter "waiting", beside the keys of bodies.
AUTHOR = "author"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TopicRow:
    pk: int
    public_id: str
    kind: str
    title: str
    language: str
    code: str
    author_id: int
    status: str
    waiting_author: bool
    waiting_body_id: int | None
    waiting_since: datetime | None
    requesting_id: int | None
    requested_ids: list[int]
    deadline: datetime | None
    pinned: bool
    last_seq: int
    last_post_at: datetime
    last_author_id: int
    # How far the reader has read: None, never opened.
    seq: int | None
    ahead: int | None

    @property
    def key(self) -> str:
        """Where the row stands in the list: what a page begins after."""
        return f"{int(self.pinned)}.{(self.last_post_at - EPOCH) // MICROSECOND}.{self.pk}"

    def unread(self, seen: datetime) -> int:
        """Return how many posts the reader has not been shown; topics quiet since SEEN have none."""
        if self.last_post_at <= seen:
            return 0
        return max(self.last_seq - (self.seq or 0) - (self.ahead or 0), 0)


@dataclass(frozen=True, slots=True)
class Key:
    """A place in the list: pinned first, then by the last post."""

    pinned: bool
    last_post_at: datetime
    pk: int


@dataclass(frozen=True, slots=True)
class Listed:
    topics: list[TopicRow]
    has_newer: bool
    has_older: bool


# Conditions by the name of the filter; each is answered from an index of forum/models/topics.py.
FILTERS = {
    "kind": "t.kind = %s",
    "status": "t.status = %s",
    "cooperation": "t.cooperation = %s",
    "language": "t.language = %s",
    # Of a body by its key: what waits for it, and what names it as requesting or requested.
    "waiting": "t.status = 'waiting' AND t.waiting_body_id = (SELECT b.id FROM network_body b WHERE b.key = %s)",
    "state": """t.id IN (
        SELECT r.topic_id FROM forum_requestedbody r
        WHERE r.body_id = (SELECT b.id FROM network_body b WHERE b.key = %s) AND r.forum_id = %s
        UNION ALL SELECT q.id FROM forum_topic q
        WHERE q.requesting_id = (SELECT b.id FROM network_body b WHERE b.key = %s) AND q.forum_id = %s)""",
}
COLUMNS = """t.id, t.public_id, t.kind, t.title, t.language, t.code, t.author_id, t.status, t.waiting_author,
t.waiting_body_id, t.waiting_since, t.requesting_id, t.requested_ids, t.deadline, t.pinned, t.last_seq,
t.last_post_at, t.last_author_id, m.seq, m.ahead"""


def listed(
    forum_id: int,
    reader_id: int,
    filters: Mapping[str, str],
    *,
    older_than: Key | None = None,
    newer_than: Key | None = None,
    size: int = PAGE,
) -> Listed:
    """Return SIZE topics of a forum that `visible_to` has found, pinned first, then newest; one statement."""
    conditions = ["t.forum_id = %s"]
    parameters: list[Any] = [reader_id, forum_id]
    for name, value in filters.items():
        if name == "waiting" and value == AUTHOR:
            conditions.append("t.status = 'waiting' AND t.waiting_author")
            continue
        conditions.append(FILTERS[name])
        parameters += [value, forum_id, value, forum_id] if name == "state" else [value]
    key = newer_than or older_than
    if key is not None:
        conditions.append(f"(t.pinned, t.last_post_at, t.id) {'>' if newer_than else '<'} (%s, %s, %s)")
        parameters += [key.pinned, stored(key.last_post_at), key.pk]
    order = "ASC" if newer_than else "DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM forum_topic t "
            "LEFT JOIN forum_readmark m ON m.topic_id = t.id AND m.membership_id = %s "
            f"WHERE {' AND '.join(conditions)} "
            f"ORDER BY t.pinned {order}, t.last_post_at {order}, t.id {order} LIMIT {size + 1}",
            parameters,
        )
        topics = [_topic(row) for row in cursor.fetchall()]
    has_more = len(topics) > size
    del topics[size:]
    if newer_than:
        topics.reverse()
        return Listed(topics, has_newer=has_more, has_older=True)
    return Listed(topics, has_newer=older_than is not None, has_older=has_more)


def _topic(row: tuple[Any, ...]) -> TopicRow:
    pk, public_id, kind, title, language, code, author_id, status = row[:8]
    waiting_author, waiting_body_id, waiting_since = row[8:11]
    (requesting_id, requested_ids, deadline, pinned, last_seq, last_post_at, last_author_id, seq, ahead) = row[11:]
    return TopicRow(
        pk=pk,
        public_id=public_id,
        kind=kind,
        title=title,
        language=language,
        code=code,
        author_id=author_id,
        status=status,
        waiting_author=bool(waiting_author),
        waiting_body_id=waiting_body_id,
        waiting_since=moment(waiting_since),
        requesting_id=requesting_id,
        requested_ids=loaded(requested_ids),
        deadline=moment(deadline),
        pinned=bool(pinned),
        last_seq=last_seq,
        last_post_at=instant(last_post_at),
        last_author_id=last_author_id,
        seq=seq,
        ahead=ahead,
    )
