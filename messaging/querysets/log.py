"""The log of keys as it stands: held while it grows, and its roots as they were."""

from django.utils import timezone

from messaging.keeping import checkpoint
from messaging.models import KeyLog, Leaf
from messaging.wire.tree import EMPTY, root

# There is one log in an installation.
ONLY = 1


def held_log() -> KeyLog:
    """Return the log, held until the end of the transaction: entries come one after the other."""
    log: KeyLog = KeyLog.objects.select_for_update().get(pk=ONLY)
    return log


def has_root(size: int, asked: str) -> bool:
    """Whether the log had the root ASKED when it had SIZE leaves."""
    if size == 0:
        return asked == EMPTY
    # No number of ours has more than 63 bits.
    return size < 1 << 63 and Leaf.objects.filter(index=size - 1, root=asked).exists()


def checkpoint_of(log: KeyLog) -> str:
    """Return the signed note over LOG as it stands, with the time of now."""
    return checkpoint(log.size, root(bytes(log.peaks)), int(timezone.now().timestamp()))
