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


@dataclass(frozen=True)
class MessagesKeys(Event):
    """Somebody in a conversation has other keys; the browser reads on in the log before it seals anything there."""

    kind: ClassVar[str] = "messages_keys"

    @classmethod
    def of(cls, conversation: Conversation) -> "MessagesKeys":
        return cls(thing=conversation, ids={"conversation": conversation.wire})
