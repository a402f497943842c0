"""Whose turn it is, in words."""

from typing import Protocol

from django.utils.translation import gettext as _

from forum.models import Topic
from forum.names import Words


class Waits(Protocol):
    @property
    def status(self) -> str: ...
    @property
    def waiting_author(self) -> bool: ...
    @property
    def waiting_body_id(self) -> int | None: ...


def turn_in_words(topic: Waits, words: Words) -> str:
    """Return on whom TOPIC waits, "" when on nobody."""
    if topic.status != Topic.Status.WAITING:
        return ""
    if topic.waiting_author:
        return _("Waiting on the author")
    return _("Waiting on %(state)s") % {"state": words.body(topic.waiting_body_id)}
