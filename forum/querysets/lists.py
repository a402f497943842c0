"""The topics of one forum, twenty-five at a time from any point in either direction; an index for each filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from forum.legal import legal_key
from network.models import Membership
from network.values import instant, loaded, moment, stored

PAGE = 25
# In the filter "waiting", beside the keys of bodies.
AUTHOR = "author"


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
    # The highest number of those posts that have the topic's own code: what everybody who sees the topic may read.
    open_seq: int
    narrowed: bool
    last_post_at: datetime
    last_author_id: int
    forum_id: int
    # The office outside the network that asks.
    asked_by_id: int | None
    # When somebody other than the author first replied, and since when it is whose turn it is.
    replied_at: datetime | None
    turn_since: datetime
    # How far the reader has read: None, never opened.
    seq: int | None
    ahead: int | None

    @property
    def key(self) -> "Key":
        """Where the row stands in the list: what a page begins after."""
        return Key(self.pinned, self.last_post_at, self.pk)

    def unread(self, seen: datetime) -> int:
        """Return how many posts the reader has not been shown; topics quiet since SEEN have none."""
        if self.last_post_at <= seen:
            return 0
        return max(self.open_seq - (self.seq or 0) - (self.ahead or 0), 0)


@dataclass(frozen=True, slots=True)
class Key:
    """A place in the list: pinned first, then by the instant of the last post (or by the deadline)."""

    pinned: bool
    moment: datetime
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
# As the conditions of the partial indexes are written: SQLite compares them word by word.
UNANSWERED = "t.kind IN ('question', 'consultation') AND t.replied_at IS NULL AND t.status = 'open'"
HAS_LEGAL = "NOT (t.legal_key = '') AND t.legal_key LIKE %s ESCAPE '\\'"
# A text is looked for among so many topics of the network that say on what they rest, the newest.
LOOKED = 5_000
LEGAL_IN = f"""t.id IN (SELECT w.id FROM (
    SELECT q.id, q.legal_key FROM forum_topic q
    WHERE q.network_id = {{network}} AND NOT (q.legal_key = '')
    ORDER BY q.last_post_at DESC LIMIT {LOOKED}) AS w WHERE w.legal_key LIKE %s ESCAPE '\\')"""
LEGAL = LEGAL_IN.format(network="(SELECT f.network_id FROM forum_forum f WHERE f.id = %s)")
# Deadlines that lie longer back are nobody's haste any more.
PASSED = timedelta(days=30)
SOON = """t.id IN (
    SELECT q.id FROM forum_topic q
    WHERE q.network_id = (SELECT f.network_id FROM forum_forum f WHERE f.id = %s)
    AND q.deadline IS NOT NULL AND q.deadline > %s AND q.deadline <= %s)"""
# A topic of another network, which an offer brought here, stands under its own forum: it is asked by itself.
NAMES_STATE = """(t.requesting_id = (SELECT b.id FROM network_body b WHERE b.key = %s) OR EXISTS (
    SELECT 1 FROM forum_requestedbody r
    WHERE r.topic_id = t.id AND r.body_id = (SELECT b.id FROM network_body b WHERE b.key = %s)))"""
# Those of a forum's topics that a practitioner who sees the forum may not see are the two narrow codes (that is
# forum/access/coded.py). Of what stands or was brought there an observer sees nothing narrow at all, and AMBER only
# where the topic's own forum is marked for observers.
READABLE = """t.merged_into_id IS NULL AND (t.code IN ('AMBER', 'GREEN', 'CLEAR')
OR t.code = 'RED' AND EXISTS (
    SELECT 1 FROM forum_namedmember n WHERE n.topic_id = t.id AND n.membership_id = %s)
OR t.code = 'AMBER+STRICT' AND EXISTS (
    SELECT 1 FROM forum_namedauthority a WHERE a.topic_id = t.id AND a.authority_id = %s))"""
OBSERVED = """t.merged_into_id IS NULL AND (t.code IN ('GREEN', 'CLEAR')
OR t.code = 'AMBER' AND t.forum_id IN (SELECT w.id FROM forum_forum w WHERE w.for_observers))"""
COLUMNS = """t.id, t.public_id, t.kind, t.title, t.language, t.code, t.author_id, t.status, t.waiting_author,
t.waiting_body_id, t.waiting_since, t.requesting_id, t.requested_ids, t.deadline, t.pinned, t.open_seq,
t.narrowed, t.last_post_at, t.last_author_id, t.forum_id, t.asked_by_id, t.replied_at,
COALESCE(t.waiting_since, t.stands_since, t.created_at) AS turn_since, m.seq, m.ahead"""


def listed(
    forum_id: int,
    reader: Membership,
    filters: Mapping[str, str],
    *,
    takes_offers: bool = False,
    older_than: Key | None = None,
    newer_than: Key | None = None,
    size: int = PAGE,
) -> Listed:
    """Return SIZE topics of a forum that `visible_to` has found, pinned first, then newest; one statement.

    With TAKES_OFFERS those of other networks stand among them, which accepted offers brought here; never pinned.
    """
    key = newer_than or older_than
    order, sign = ("ASC", ">") if newer_than else ("DESC", "<")
    sources = [("forum_topic t", "t.forum_id = %s", "t.pinned")]
    if takes_offers:
        brought = "forum_offer o JOIN forum_topic t ON t.id = o.topic_id"
        sources.append((brought, "o.forum_id = %s AND o.status = 'accepted'", "FALSE"))
    readable, named = readable_by(reader)
    statements, parameters = [], []
    for source, condition, pinned in sources:
        conditions, values = _filtered(forum_id, filters, is_own=pinned == "t.pinned")
        if key is not None:
            conditions.append(f"({pinned}, t.last_post_at, t.id) {sign} (%s, %s, %s)")
            values += [key.pinned, stored(key.moment), key.pk]
        columns = COLUMNS.replace("t.pinned", f"{pinned} AS pinned")
        statements.append(
            f"SELECT {columns} FROM {source} LEFT JOIN forum_readmark m ON m.topic_id = t.id AND m.membership_id = %s "
            f"WHERE {' AND '.join([condition, readable, *conditions])} "
            # What was brought is never pinned: PostgreSQL orders by no constant.
            f"ORDER BY {f't.pinned {order}, ' * (pinned == 't.pinned')}t.last_post_at {order}, t.id {order} "
            f"LIMIT {size + 1}"
        )
        parameters += [reader.pk, forum_id, *named, *values]
    with connection.cursor() as cursor:
        cursor.execute(_together(statements, order, size), parameters)
        topics = [topic_row(row) for row in cursor.fetchall()]
    has_more = len(topics) > size
    del topics[size:]
    if newer_than:
        topics.reverse()
        return Listed(topics, has_newer=has_more, has_older=True)
    return Listed(topics, has_newer=older_than is not None, has_older=has_more)


def readable_by(reader: Membership) -> tuple[str, list[int]]:
    """Return the condition on the topics t of forums which `visible_to` shows to READER, and its parameters."""
    if reader.role == Membership.Role.OBSERVER:
        return OBSERVED, []
    return READABLE, [reader.pk, reader.authority_id]


def _filtered(forum_id: int, filters: Mapping[str, str], *, is_own: bool) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for name, value in filters.items():
        if name == "waiting" and value == AUTHOR:
            conditions.append("t.status = 'waiting' AND t.waiting_author")
        elif name == "deadline":
            conditions.append(SOON if is_own else "t.deadline > %s AND t.deadline <= %s")
            values += [*([forum_id] if is_own else []), *map(stored, within(value))]
        elif name == "legal":
            conditions.append(LEGAL if is_own else HAS_LEGAL)
            values += [*([forum_id] if is_own else []), looked_for(value)]
        elif name == "unanswered":
            conditions.append(UNANSWERED)
        elif name == "state":
            conditions.append(FILTERS[name] if is_own else NAMES_STATE)
            values += [value, forum_id, value, forum_id] if is_own else [value, value]
        else:
            conditions.append(FILTERS[name])
            values.append(value)
    return conditions, values


def within(deadline: str) -> tuple[datetime, datetime]:
    """Return between which instants the deadlines lie that the filter DEADLINE names: the next days, or those gone."""
    now = timezone.now()
    return (now - PASSED, now) if deadline == "passed" else (now, now + timedelta(days=int(deadline)))


def looked_for(legal: str) -> str:
    """Return the pattern of LIKE that finds LEGAL anywhere in a legal basis."""
    plain = legal_key(legal)
    return "%" + "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in plain) + "%"


def _together(statements: list[str], order: str, size: int) -> str:
    if len(statements) == 1:
        return statements[0]
    parts = " UNION ALL ".join(f"SELECT * FROM ({one}) AS part{place}" for place, one in enumerate(statements))
    return (
        f"SELECT * FROM ({parts}) AS both_parts "
        f"ORDER BY pinned {order}, last_post_at {order}, id {order} LIMIT {size + 1}"
    )


def topic_row(row: tuple[Any, ...]) -> TopicRow:
    pk, public_id, kind, title, language, code, author_id, status = row[:8]
    waiting_author, waiting_body_id, waiting_since = row[8:11]
    requesting_id, requested_ids, deadline, pinned, open_seq, narrowed = row[11:17]
    last_post_at, last_author_id, forum_id, asked_by_id, replied_at, turn_since, seq, ahead = row[17:]
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
        open_seq=open_seq,
        narrowed=bool(narrowed),
        last_post_at=instant(last_post_at),
        last_author_id=last_author_id,
        forum_id=forum_id,
        asked_by_id=asked_by_id,
        replied_at=moment(replied_at),
        turn_since=instant(turn_since),
        seq=seq,
        ahead=ahead,
    )
