"""The line that says how a topic stands: status, whose turn it is, code, who reads. Open pages put it in anew."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Self

from django.utils import timezone
from django.utils.translation import get_language

from forum.models import Topic
from forum.names import Readers, Words, readers_of_topic, words
from forum.pages.heads import TopicHead
from forum.pages.reach import reach
from forum.pages.turns import is_turn_of, turn_in_words
from network.models import Membership
from network.page import Page


@dataclass(frozen=True)
class Stands:
    """What the line needs, on whatever page it stands."""

    reader: Membership
    topic: TopicHead
    words: Words
    readers: Readers

    @property
    def turn(self) -> str:
        return turn_in_words(self.topic, self.words)

    @property
    def is_mine(self) -> bool:
        """Whether it is the reader's turn, or that of the reader's State."""
        return is_turn_of(self.topic, self.reader.pk, self.reader.authority.body_id)

    @property
    def is_unanswered(self) -> bool:
        """Whether the line says that nobody has answered: an open page asks for it again when somebody does."""
        topic = self.topic
        return topic.asks and topic.status == Topic.Status.OPEN and topic.replied_at is None

    @property
    def zone(self) -> str:
        return self.reader.member.zone or self.reader.authority.zone

    @property
    def is_overdue(self) -> bool:
        """Whether somebody is waited for, and the day until which has passed."""
        until = self.topic.waiting_until
        return until is not None and until <= timezone.now()

    @property
    def status_label(self) -> str:
        return dict(self.statuses)[self.topic.status]

    @property
    def statuses(self) -> tuple[tuple[str, str], ...]:
        return _statuses(get_language())

    @property
    def reach(self) -> str:
        """Who reads the topic, in one sentence."""
        return reach(self.topic.code, self.readers, self.topic.networks)


@dataclass(frozen=True)
class StandingLine(Stands, Page):
    """The line by itself, and no post: each open page of a topic asks for it when the status changes."""

    template: ClassVar[str] = "forum/_standing.html"
    # The topic; and when they are not kept: what the State is called that is waited for, and how many read.
    queries: ClassVar[int] = 3

    @classmethod
    def load(cls, reader: Membership, topic: TopicHead) -> Self:
        names = words((), [topic.waiting_body_id]).shown_to(reader, inside=topic.sees_forum)
        return cls(reader=reader, topic=topic, words=names, readers=readers_of_topic(topic))


@lru_cache(maxsize=20)
def _statuses(_language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in Topic.Status.choices)
