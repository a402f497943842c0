"""What stands above a thread or a list: the topic or forum, found through `visible_to` without making a model of it."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Self

from django.http import Http404

from forum.models import ASKING_KINDS, OPEN_STATUSES, Forum, Topic
from forum.querysets.heads import head
from network.names import Names, in_language
from network.readers import Reader


@dataclass(frozen=True, slots=True)
class ForumHead:
    pk: int
    public_id: str
    names: Names
    purpose: Names
    closed_at: datetime | None
    for_observers: bool
    network_id: int
    network__public_id: str
    network__names: Names

    @classmethod
    def find(cls, reader: Reader, public_id: str) -> Self:
        """Return the forum that READER may see, else there is none (404); one statement."""
        row = head(Forum.objects.visible_to(reader).filter(public_id=public_id), FORUM_HEAD)
        if row is None:
            raise Http404
        return cls(*row)

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def purpose_text(self) -> str:
        return in_language(self.purpose)

    @property
    def network_name(self) -> str:
        return in_language(self.network__names)


@dataclass(frozen=True, slots=True)
class TopicHead:
    pk: int
    public_id: str
    kind: str
    title: str
    language: str
    code: str
    author_id: int
    created_at: datetime
    status: str
    waiting_author: bool
    waiting_body_id: int | None
    waiting_since: datetime | None
    waiting_until: datetime | None
    cooperation: str
    requesting_id: int | None
    requested_ids: list[int]
    legal_basis: str
    stage: str
    deadline: datetime | None
    deadline_zone: str
    deadline_reason: str
    pinned: bool
    locked_at: datetime | None
    last_seq: int
    posts_count: int
    accepted_count: int
    network_id: int
    forum_id: int
    forum__public_id: str
    forum__names: Names
    forum__for_observers: bool
    network__public_id: str
    network__names: Names

    @classmethod
    def find(cls, reader: Reader, public_id: str) -> Self:
        """Return the topic that READER may see, else there is none (404); one statement."""
        row = head(Topic.objects.visible_to(reader).filter(public_id=public_id), TOPIC_HEAD)
        if row is None:
            raise Http404
        return cls(*row)

    @property
    def forum_name(self) -> str:
        return in_language(self.forum__names)

    @property
    def network_name(self) -> str:
        return in_language(self.network__names)

    @property
    def asks(self) -> bool:
        return self.kind in ASKING_KINDS

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def bodies(self) -> list[int]:
        """The bodies that the topic names, the requesting one first."""
        return [pk for pk in (self.requesting_id, *self.requested_ids, self.waiting_body_id) if pk is not None]


FORUM_HEAD = tuple(one.name for one in fields(ForumHead))
TOPIC_HEAD = tuple(one.name for one in fields(TopicHead))
