"""What the server keeps of sealed messages: keys that are public, and bytes that it cannot open."""

from messaging.models.conversations import Conversation, Entry, Participant, Wrap
from messaging.models.keys import Blob, Identity, KeyEntry, KeyLog, Leaf

__all__ = ["Blob", "Conversation", "Entry", "Identity", "KeyEntry", "KeyLog", "Leaf", "Participant", "Wrap"]
