"""Where a reader stands in a topic or forum: the place in its network, and how far was read."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from forum.querysets.values import loaded, moment, stored
from network.models import Membership

# The place is asked as network.access.place_in asks; a test holds the two together.
PLACE = """
FROM network_contactpoint c
WHERE c.membership_id = %s AND c.network_id = %s AND c.since <= %s AND (c.until IS NULL OR c.until > %s)
ORDER BY c.id LIMIT 1"""
IN_TOPIC = f"""
SELECT (SELECT c.role {PLACE}), (SELECT c.since {PLACE}), f.at, m.seq, m.shown
FROM (SELECT 1 AS one) AS one
LEFT JOIN forum_forummark f ON f.membership_id = %s AND f.forum_id = %s
LEFT JOIN forum_readmark m ON m.membership_id = %s AND m.topic_id = %s"""
IN_FORUM = f"""
SELECT (SELECT c.role {PLACE}), (SELECT c.since {PLACE}), f.at
FROM (SELECT 1 AS one) AS one
LEFT JOIN forum_forummark f ON f.membership_id = %s AND f.forum_id = %s"""


@dataclass(frozen=True, slots=True)
class Standing:
    """`role` is the place in the network, "" for none. What was written until `seen` counts as read."""

    role: str
    seen: datetime
    seq: int = 0
    shown: frozenset[int] = field(default_factory=frozenset)

    def is_new(self, seq: int, written: datetime) -> bool:
        """Whether the reader has not been shown the post SEQ of the topic, written at that time."""
        return seq > self.seq and written > self.seen and seq not in self.shown


def in_topic(reader: Membership, network_id: int, forum_id: int, topic_id: int) -> Standing:
    """Return where READER stands in a topic that `visible_to` has found; one statement."""
    row = _row(IN_TOPIC, reader, network_id, [reader.pk, forum_id, reader.pk, topic_id])
    return Standing(
        role=row[0] or "",
        seen=_seen(reader, row),
        seq=row[3] or 0,
        shown=frozenset(loaded(row[4]) or ()),
    )


def in_forum(reader: Membership, network_id: int, forum_id: int) -> Standing:
    """Return where READER stands in a forum that `visible_to` has found; one statement."""
    row = _row(IN_FORUM, reader, network_id, [reader.pk, forum_id])
    return Standing(role=row[0] or "", seen=_seen(reader, row))


def _row(statement: str, reader: Membership, network_id: int, rest: list[int]) -> tuple[Any, ...]:
    now = stored(timezone.now())
    place = [reader.pk, network_id, now, now]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*place, *place, *rest])
        return cursor.fetchone()  # type: ignore[no-any-return]


def _seen(reader: Membership, row: tuple[Any, ...]) -> datetime:
    # What was written before somebody came is not waiting for him.
    return moment(row[2]) or moment(row[1]) or reader.since
