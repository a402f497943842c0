"""What the server keeps of sealed messages: keys that are public, and bytes that it cannot open."""

from messaging.models.keys import Blob, Identity, KeyEntry, KeyLog, Leaf

__all__ = ["Blob", "Identity", "KeyEntry", "KeyLog", "Leaf"]
