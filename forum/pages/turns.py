"""Whose turn it is, in words."""

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from forum.models import ASKING_KINDS, Topic
from forum.names import Words

Status = Topic.Status


class Waits(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def waiting_author(self) -> bool: ...
    @property
    def waiting_body_id(self) -> int | None: ...
    @property
    def replied_at(self) -> datetime | None: ...


def turn_in_words(topic: Waits, words: Words) -> str:
    """Return whose turn it is in TOPIC: a side's, the readers' or the author's; "" when it is nobody's."""
    if topic.status == Status.WAITING and topic.waiting_author:
        return _("Waiting on the author")
    if topic.status == Status.WAITING:
        return _("Waiting on %(state)s") % {"state": words.body(topic.waiting_body_id)}
    if topic.status == Status.ANSWERED:
        return _("The author says whether it is solved")
    if topic.status == Status.OPEN and topic.kind in ASKING_KINDS:
        return _("Readers: no answer accepted yet") if topic.replied_at else _("Readers: nobody has answered yet")
    return ""


class Concerned(Waits, Protocol):
    @property
    def author_id(self) -> int: ...


def is_turn_of(topic: Concerned, membership_id: int, body_id: int) -> bool:
    """Whether it is the turn of this membership, or of its State."""
    if topic.status == Status.ANSWERED or (topic.status == Status.WAITING and topic.waiting_author):
        return topic.author_id == membership_id
    return topic.status == Status.WAITING and topic.waiting_body_id == body_id
