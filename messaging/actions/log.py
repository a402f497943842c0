"""The log of keys: begun once, and grown by one leaf in the transaction of the entry itself."""

import os

from django.db import transaction

from messaging.access import can_message
from messaging.models import KeyLog, Leaf
from messaging.querysets.log import ONLY, checkpoint_of, held_log
from messaging.wire.keys import leaf
from messaging.wire.tree import grown, root
from network.guard import require
from network.readers import Reader
from network.rows import insert


@transaction.atomic
def begin_log(*, actor: Reader) -> KeyLog:
    """Whoever comes first begins the log, with a salt of 256 random bits; later it is what there is."""
    require(can_message, actor)
    log: KeyLog = KeyLog.objects.get_or_create(pk=ONLY, defaults={"salt": os.urandom(32)})[0]
    return log


def add_leaf(*, actor: Reader, identity: str, digest: str) -> tuple[int, str]:
    """Put the entry with DIGEST into the log, in the transaction that stores it; return its index and checkpoint."""
    require(can_message, actor)
    log = held_log()
    index, raw = log.size, leaf(bytes(log.salt), identity, digest)
    log.peaks = grown(log.size, bytes(log.peaks), raw)
    log.size += 1
    log.save(update_fields=["size", "peaks"])
    insert(Leaf(index=index, raw=raw, root=root(log.peaks)))
    return index, checkpoint_of(log)
