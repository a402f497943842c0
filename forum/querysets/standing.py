"""Where a reader stands in a forum or topic: the place in its network, and how far was read."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from forum.models import Forum, ForumMark, Offer, ReadMark
from network.models import ContactPoint, Membership
from network.querysets import current


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


def with_place(rows: QuerySet[Any], reader: Membership, forum: str) -> QuerySet[Any]:
    """Return ROWS (which have a network) with READER's `role` there, since when, and the mark of the forum FORUM.

    The place is the one that network.access.place_in finds; a test holds the two together.
    """
    places = ContactPoint.objects.filter(current(), membership_id=reader.pk, network_id=OuterRef("network_id"))
    marks = ForumMark.objects.filter(membership_id=reader.pk, forum_id=OuterRef(forum))
    placed: QuerySet[Any] = rows.annotate(
        role=Subquery(places.order_by("pk").values("role")[:1]),
        since=Subquery(places.order_by("pk").values("since")[:1]),
        seen=Subquery(marks.values("at")[:1]),
    )
    return placed


def with_mark(topics: QuerySet[Any], reader: Membership) -> QuerySet[Any]:
    """Return TOPICS with how far READER has read them."""
    marks = ReadMark.objects.filter(membership_id=reader.pk, topic_id=OuterRef("pk"))
    marked: QuerySet[Any] = topics.annotate(
        seq=Subquery(marks.values("seq")[:1]), shown=Subquery(marks.values("shown")[:1])
    )
    return marked


def with_reach(topics: QuerySet[Any], reader: Membership) -> QuerySet[Any]:
    """Return TOPICS with whether each `is_shared`, and whether READER `sees_forum`.

    Shared with another network it is also while that network's coordinators read it to decide.
    """
    reading = [Offer.Status.OFFERED, Offer.Status.ACCEPTED]
    accepted = Offer.objects.filter(topic_id=OuterRef("pk"), status__in=reading)
    forums = Forum.objects.visible_to(reader).filter(pk=OuterRef("forum_id"))
    reached: QuerySet[Any] = topics.annotate(is_shared=Exists(accepted), sees_forum=Exists(forums))
    return reached
