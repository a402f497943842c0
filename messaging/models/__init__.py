"""What the server keeps of sealed messages: keys that are public, and bytes that it cannot open."""

from messaging.models.conversations import Conversation, Entry, Participant, Wrap
from messaging.models.files import SealedFile
from messaging.models.keys import Blob, Identity, KeyEntry, KeyLog, Leaf
from messaging.models.reports import Report, ReportedMessage
from messaging.models.resets import KeyReset

__all__ = [
    "Blob",
    "Conversation",
    "Entry",
    "Identity",
    "KeyEntry",
    "KeyLog",
    "KeyReset",
    "Leaf",
    "Participant",
    "Report",
    "ReportedMessage",
    "SealedFile",
    "Wrap",
]
