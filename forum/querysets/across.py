"""The topics of all forums of a reader, twenty-five at a time: the newest of each network, put together.

Each network is a part of the statement of its own, answered from an index that ends in the list's order, so that a page
costs the same however much stands in them. What a part lets through is what `visible_to` says of its topics; a test
holds the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from forum.querysets.lists import (
    COLUMNS,
    FILTERS,
    HAS_LEGAL,
    LEGAL,
    LEGAL_IN,
    PAGE,
    UNANSWERED,
    Key,
    Listed,
    looked_for,
    readable_by,
    topic_row,
    within,
)
from network.guard import is_current
from network.models import Membership
from network.values import stored

# Views of the list, beside its filters: what waits on my State, what I began, what nobody answered, what is urgent.
VIEWS = ("waiting", "mine", "unanswered", "deadline")
NEAR = "7"
# What names a State, by its key: those topics and no others are read.
CONCERNS = """t.id IN (
    SELECT r.topic_id FROM forum_requestedbody r
    WHERE r.body_id = (SELECT b.id FROM network_body b WHERE b.key = %s)
    UNION ALL SELECT q.id FROM forum_topic q
    WHERE q.requesting_id IS NOT NULL AND q.requesting_id = (SELECT b.id FROM network_body b WHERE b.key = %s))"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where is looked: the networks of the reader (their numbers), or one forum of them alone."""

    networks: Sequence[int]
    forum_id: int | None = None
    # Whether all of the reader's networks are among them: then also what reached his office beside them.
    is_all: bool = True


def listed_across(
    reader: Membership,
    place: Place,
    filters: Mapping[str, str],
    *,
    older_than: Key | None = None,
    newer_than: Key | None = None,
    size: int = PAGE,
) -> Listed:
    """Return SIZE topics of PLACE, by their last post, the newest first; with deadlines asked for, the nearest first.

    The networks must be those whose forums `visible_to` shows to READER. One statement, none where nothing is seen.
    """
    by_deadline = "deadline" in filters or filters.get("view") == "deadline"
    column = "t.deadline" if by_deadline else "t.last_post_at"
    # Towards later pages: to older posts, or to later deadlines.
    forwards = newer_than is None
    ascending = by_deadline == forwards
    key = newer_than or older_than
    order, sign = ("ASC", ">") if ascending else ("DESC", "<")
    readable, named = readable_by(reader)
    statements, parameters = [], []
    for condition, values, legal in _parts(reader, place):
        conditions, asked = _conditions(reader, filters, legal)
        if key is not None:
            conditions.append(f"({column}, t.id) {sign} (%s, %s)")
            asked += [stored(key.moment), key.pk]
        statements.append(
            f"SELECT {COLUMNS} FROM forum_topic t "
            f"LEFT JOIN forum_readmark m ON m.topic_id = t.id AND m.membership_id = %s "
            f"WHERE {' AND '.join([condition, readable, *conditions])} "
            f"ORDER BY {column} {order}, t.id {order} LIMIT {size + 1}"
        )
        parameters += [reader.pk, *values, *named, *asked]
    if not statements:
        return Listed([], has_newer=False, has_older=False)
    parts = " UNION ALL ".join(f"SELECT * FROM ({one}) AS part{number}" for number, one in enumerate(statements))
    name = column.removeprefix("t.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({parts}) AS parts ORDER BY {name} {order}, id {order} LIMIT {size + 1}", parameters
        )
        topics = [topic_row(row) for row in cursor.fetchall()]
    has_more = len(topics) > size
    del topics[size:]
    if not forwards:
        topics.reverse()
        return Listed(topics, has_newer=has_more, has_older=True)
    return Listed(topics, has_newer=older_than is not None, has_older=has_more)


# Of a part of the statement: which topics it takes, with what parameters; how it looks for a legal basis, with which.
Part = tuple[str, list[Any], tuple[str, list[Any]]]


def _parts(reader: Membership, place: Place) -> list[Part]:
    """Return the parts of the statement: one for each network or for the forum, one for what came from outside."""
    if reader.role == Membership.Role.GUEST or not is_current(reader):
        return []
    if reader.role == Membership.Role.OBSERVER:
        marked = "t.forum_id IN (SELECT f.id FROM forum_forum f WHERE f.network_id = %s AND f.for_observers)"
        if place.forum_id is not None:
            return [_of_forum(place.forum_id)]
        return [_of_network(f"t.network_id = %s AND {marked}", [network, network]) for network in place.networks]
    brought, values = _brought(reader, place)
    parts: list[Part] = [(brought, values, (HAS_LEGAL, []))] if brought else []
    if place.forum_id is not None:
        return [_of_forum(place.forum_id), *parts]
    return [*(_of_network("t.network_id = %s", [network]) for network in place.networks), *parts]


def _of_forum(forum_id: int) -> Part:
    return "t.forum_id = %s", [forum_id], (LEGAL, [forum_id])


def _of_network(condition: str, values: list[Any]) -> Part:
    return condition, values, (LEGAL_IN.format(network="%s"), values[:1])


def _brought(reader: Membership, place: Place) -> tuple[str, list[Any]]:
    """Return the condition on topics of other networks that reached the reader: by an offer, or by his office."""
    sources: list[str] = []
    values: list[Any] = []
    networks = ", ".join(["%s"] * len(place.networks))
    if place.forum_id is not None:
        sources.append("SELECT o.topic_id FROM forum_offer o WHERE o.status = 'accepted' AND o.forum_id = %s")
        values.append(place.forum_id)
    elif place.networks:
        sources.append(
            f"SELECT o.topic_id FROM forum_offer o WHERE o.status = 'accepted' AND o.network_id IN ({networks})"
        )
        values += place.networks
    if place.forum_id is None and place.is_all:
        sources.append("SELECT q.id FROM forum_topic q WHERE q.asked_by_id = %s")
        # Where his office is named, he reads whatever the network; under another code only where he has a place.
        sources.append(
            "SELECT n.topic_id FROM forum_namedauthority n JOIN forum_topic q ON q.id = n.topic_id "
            "WHERE n.authority_id = %s AND q.code = 'AMBER+STRICT'"
        )
        values += [reader.authority_id, reader.authority_id]
    if not sources:
        return "", []
    condition = f"t.id IN ({' UNION ALL '.join(sources)})"
    if place.networks:
        condition += f" AND t.network_id NOT IN ({networks})"
        values += place.networks
    return condition, values


def _conditions(
    reader: Membership, filters: Mapping[str, str], legal: tuple[str, list[Any]]
) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for name, value in filters.items():
        if name in {"kind", "status", "cooperation", "language"}:
            conditions.append(FILTERS[name])
            values.append(value)
        elif name == "state":
            conditions.append(CONCERNS)
            values += [value, value]
        elif name == "deadline":
            conditions.append("t.deadline IS NOT NULL AND t.deadline > %s AND t.deadline <= %s")
            values += map(stored, within(value))
        elif name == "legal":
            conditions.append(legal[0])
            values += [*legal[1], looked_for(value)]
        elif name == "view":
            some, asked = _view(reader, value)
            conditions += some
            values += asked
    return conditions, values


def _view(reader: Membership, view: str) -> tuple[list[str], list[Any]]:
    if view == "waiting":
        return ["t.waiting_body_id = %s"], [reader.authority.body_id]
    if view == "mine":
        return ["t.author_id = %s"], [reader.pk]
    if view == "unanswered":
        return [UNANSWERED], []
    near = "t.deadline IS NOT NULL AND t.deadline > %s AND t.deadline <= %s AND t.status IN ('open', 'waiting')"
    return [near], [stored(moment) for moment in within(NEAR)]
