"""What has happened in a conversation: its name and nothing else."""

from dataclasses import dataclass
from typing import ClassVar

from live.events import Event
from messaging.models import Conversation


@dataclass(frozen=True)
class MessagesChanged(Event):
    """Something was sent, read, or somebody came or went; the browser asks what at the door of entries."""

    kind: ClassVar[str] = "messages"

    @classmethod
    def of(cls, conversation: Conversation, was: frozenset[int] = frozenset()) -> "MessagesChanged":
        return cls(thing=conversation, ids={"conversation": conversation.wire}, was=was)
