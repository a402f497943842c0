"""Everything in a conversation is an entry: it gets the next number and a receipt that holds the one before."""

import hashlib
from dataclasses import dataclass

from django.utils import timezone

from messaging.access import can_message
from messaging.keeping import signed
from messaging.models import Conversation, Entry, Identity
from messaging.times import milliseconds
from messaging.wire.receipt import receipt_body
from network.guard import require
from network.readers import Reader
from network.rows import insert


@dataclass(frozen=True)
class Stored:
    """Entries as they were stored: the number of the first, their receipts, and whether it was now or before."""

    seq: int
    receipts: tuple[bytes, ...]
    new: bool


def append(
    *,
    actor: Reader,
    conversation: Conversation,
    sender: Identity,
    kind: int,
    raw: bytes,
    digest: str,
    counter: int | None = None,
    part: int = 0,
) -> Entry:
    """Give RAW the next number of CONVERSATION, whose row is held; the caller writes the row when all are appended."""
    require(can_message, actor)
    now = timezone.now()
    seq = conversation.last_seq + 1
    body = receipt_body(conversation.wire, seq, digest, conversation.last_receipt, milliseconds(now))
    entry = Entry(
        conversation=conversation,
        seq=seq,
        kind=kind,
        raw=raw,
        digest=digest,
        receipt=signed("receipt", body),
        sender=sender,
        counter=counter,
        part=part,
        epoch=conversation.epoch,
        at=now,
    )
    insert(entry)
    conversation.last_seq, conversation.last_at = seq, now
    conversation.last_receipt = hashlib.sha256(entry.receipt).hexdigest()
    return entry
