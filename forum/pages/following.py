"""How much a member hears of a place, and everything of which he has said so."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db.models import Exists, OuterRef

from forum.models import Follow, Forum, Topic
from network.models import Membership, Network
from network.page import Page
from network.paging import slice_of

PAGE_SIZE = 50
KEYS: dict[type[Any], str] = {Network: "network", Forum: "forum", Topic: "topic"}


@dataclass(frozen=True)
class FollowPage(Page):
    """One network, forum or topic, and the level chosen for it ("" none)."""

    template: ClassVar[str] = "forum/follow.html"
    queries: ClassVar[int] = 1

    name: str
    back: str
    kind: str
    level: str

    @classmethod
    def load(cls, reader: Membership, thing: Network | Forum | Topic, *, name: str, back: str) -> Self:
        kind = KEYS[type(thing)]
        found = Follow.objects.visible_to(reader).filter(**{kind: thing}).first()
        return cls(name=name, back=back, kind=kind, level=found.level if found else "")

    @property
    def levels(self) -> list[tuple[str, Any]]:
        return list(Follow.Level.choices)


@dataclass(frozen=True)
class FollowsPage(Page):
    """Networks and forums first, then topics by page; what the reader may not see any more is absent."""

    template: ClassVar[str] = "forum/follows.html"
    queries: ClassVar[int] = 2

    places: list[Follow]
    topics: list[Follow]
    newer: str
    older: str

    @property
    def networks(self) -> set[int]:
        """In which networks all of it stands."""
        found = {one.network_id or (one.forum.network_id if one.forum else None) for one in self.places}
        found |= {one.topic.network_id for one in self.topics if one.topic}
        return {pk for pk in found if pk is not None}

    @classmethod
    def load(cls, reader: Membership, *, after: str = "", before: str = "") -> Self:
        rows = Follow.objects.visible_to(reader)
        seen_networks = Network.objects.visible_to(reader).filter(pk=OuterRef("network_id")).order_by()
        seen_forums = Forum.objects.visible_to(reader).filter(pk=OuterRef("forum_id")).order_by()
        seen_topics = Topic.objects.visible_to(reader).filter(pk=OuterRef("topic_id")).order_by()
        places = rows.filter(Exists(seen_networks) | Exists(seen_forums), topic=None)
        topics = rows.filter(Exists(seen_topics), topic__isnull=False).select_related("topic__network")
        found = slice_of(topics, reader, key="pk", size=PAGE_SIZE, after=after, before=before)
        return cls(
            places=list(places.select_related("network", "forum__network").order_by("forum_id", "network_id")),
            topics=list(found.rows),
            newer=f"?after={found.newer}" if found.newer else "",
            older=f"?before={found.older}" if found.older else "",
        )
