"""What stands above a thread or a list: the topic or forum, found through `visible_to` without making a model of it."""

from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import blake2b
from typing import Any, Self

from django.http import Http404
from django.utils.translation import gettext as _

from forum.models import ASKING_KINDS, OPEN_STATUSES, Forum, Topic
from forum.querysets.own import with_own
from forum.querysets.standing import Standing, with_mark, with_place, with_reach
from network.models import Membership
from network.names import Names, in_language
from network.prepared import WANTED, Prepared
from network.readers import Reader


@dataclass(frozen=True, slots=True)
class ForumHead:
    pk: int
    public_id: str
    names: Names
    purpose: Names
    closed_at: datetime | None
    for_observers: bool
    takes_offers: bool
    example_id: int | None
    network_id: int
    network__public_id: str
    network__names: Names
    role: str | None
    since: datetime | None
    seen: datetime | None

    @classmethod
    def find(cls, reader: Reader, public_id: str) -> Self:
        """Return the forum that READER may see, else there is none (404); one statement."""
        for row in FORUM.rows(reader, public_id):
            return cls(*row)
        raise Http404

    def standing(self, reader: Membership) -> Standing:
        """Return where READER stands; what was written before somebody came is not waiting for him."""
        return Standing(role=self.role or "", seen=self.seen or self.since or reader.since)

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
    waiting_zone: str
    stands_since: datetime | None
    replied_at: datetime | None
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
    slow_seconds: int
    last_seq: int
    open_seq: int
    posts_count: int
    accepted_count: int
    narrowed: bool
    # Whether another network sees it too; whether the reader sees its forum, or only the topic.
    is_shared: bool
    sees_forum: bool
    asked_by_id: int | None
    network_id: int
    forum_id: int
    forum__public_id: str
    forum__names: Names
    forum__for_observers: bool
    forum__closed_at: datetime | None
    forum__example_id: int | None
    network__public_id: str
    network__names: Names
    role: str | None
    since: datetime | None
    seen: datetime | None
    seq: int | None
    shown: list[int] | None
    # What the reader said of the topic, and the reply that he has begun.
    level: str | None
    version: int | None
    begun: dict[str, Any] | None

    @classmethod
    def find(cls, reader: Reader, public_id: str) -> Self:
        """Return the topic that READER may see, else there is none (404); one statement."""
        for row in TOPIC.rows(reader, public_id):
            return cls(*row)
        raise Http404

    def standing(self, reader: Membership) -> Standing:
        """Return where READER stands; what was written before somebody came is not waiting for him."""
        return Standing(
            role=self.role or "",
            seen=self.seen or self.since or reader.since,
            seq=self.seq or 0,
            shown=frozenset(self.shown or ()),
        )

    @property
    def forum_name(self) -> str:
        return in_language(self.forum__names)

    @property
    def network_name(self) -> str:
        return in_language(self.network__names)

    @property
    def networks(self) -> list[str]:
        """Where it stands, in words: its network, others to which it was offered, the office outside that asked."""
        found = [self.network_name]
        if self.is_shared:
            found.append(_("networks that it was offered to"))
        if self.asked_by_id is not None:
            found.append(_("the office that asked"))
        return found

    @property
    def draft(self) -> tuple[int, dict[str, Any]] | None:
        return (self.version, self.begun or {}) if self.version is not None else None

    @property
    def forum_closed_at(self) -> datetime | None:
        return self.forum__closed_at

    @property
    def asks(self) -> bool:
        return self.kind in ASKING_KINDS

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def turn_since(self) -> datetime:
        """Since when it is whose turn it is."""
        return self.waiting_since or self.stands_since or self.created_at

    @property
    def state(self) -> str:
        """What a browser compares: another value when the status, the accepted answers, the pin or a lock changed."""
        waiting = (self.waiting_author, self.waiting_body_id, self.waiting_since, self.waiting_until)
        told = (
            self.public_id,
            self.status,
            *waiting,
            self.accepted_count,
            self.pinned,
            self.locked_at,
            self.slow_seconds,
            self.forum__closed_at,
        )
        return blake2b(repr(told).encode(), digest_size=8).hexdigest()

    @property
    def bodies(self) -> list[int]:
        """The bodies that the topic names, the requesting one first."""
        return [pk for pk in (self.requesting_id, *self.requested_ids, self.waiting_body_id) if pk is not None]


@dataclass(frozen=True, slots=True)
class ReplyHead:
    """Of a topic what says whether somebody may reply: what forum/access looks at."""

    pk: int
    code: str
    author_id: int
    asked_by_id: int | None
    locked_at: datetime | None
    network_id: int
    forum__closed_at: datetime | None
    role: str | None

    @classmethod
    def find(cls, reader: Reader, public_id: str) -> Self:
        """Return the topic that READER may see, else there is none (404); one statement."""
        for row in REPLY.rows(reader, public_id):
            return cls(*row)
        raise Http404

    @property
    def forum_closed_at(self) -> datetime | None:
        return self.forum__closed_at


def _forum(reader: Membership) -> Any:
    rows = with_place(Forum.objects.visible_to(reader).filter(public_id=WANTED), reader, "pk")
    return rows.order_by().values_list(*(one.name for one in fields(ForumHead)))


def _topic(reader: Membership) -> Any:
    found = with_reach(Topic.objects.visible_to(reader).filter(public_id=WANTED), reader)
    rows = with_place(found, reader, "forum_id")
    rows = with_own(with_mark(rows, reader), reader)
    return rows.order_by().values_list(*(one.name for one in fields(TopicHead)))


def _reply(reader: Membership) -> Any:
    rows = with_place(Topic.objects.visible_to(reader).filter(public_id=WANTED), reader, "forum_id")
    return rows.order_by().values_list(*(one.name for one in fields(ReplyHead)))


FORUM = Prepared(_forum)
TOPIC = Prepared(_topic)
REPLY = Prepared(_reply)
