"""Writes the record of acts, and finds whether anybody has changed it."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection, models, transaction
from django.utils import timezone

from network.models import AuditEntry, AuditText, Authority, Membership, Network
from network.readers import Reader

Duty = Literal["content", "membership", "technical"]

GENESIS = "0" * 64
# One number for the advisory lock that orders the writers on PostgreSQL; SQLite's write lock does so by itself.
CHAIN_LOCK = 0x636F756E


def record(
    act: str,
    *,
    actor: Reader,
    subject: models.Model,
    duty: Duty,
    authority: Authority | None = None,
    network: Network | None = None,
    words: str = "",
) -> AuditEntry:
    """Append one act to the chain, in the transaction of the act itself.

    ACT is a past fact such as "membership_ended". WORDS (a reason, a text) go into a side row that can be erased;
    the chain holds only a salted commitment to them. The acts of the system have no actor.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An act is recorded in the transaction that does it.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AuditEntry.objects.order_by("-seq").first()
    salt = secrets.token_hex(32) if words else ""
    entry = AuditEntry(
        seq=last.seq + 1 if last else 1,
        at=timezone.now(),
        act=act,
        actor=actor if isinstance(actor, Membership) else None,
        subject_kind=subject._meta.label_lower,
        subject_id=getattr(subject, "public_id", "") or "",
        authority=authority,
        network=network,
        duty=duty,
        commitment=commit_to(salt, words) if words else "",
        previous_hash=last.hash if last else GENESIS,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    if words:
        AuditText(entry=entry, salt=salt, words=words).save(force_insert=True)
    return entry


def commit_to(salt: str, words: str) -> str:
    """Return the commitment to WORDS: SHA-256 over 256 random bits and the text: short texts cannot be guessed."""
    return hashlib.sha256(bytes.fromhex(salt) + words.encode()).hexdigest()


def hash_of(entry: AuditEntry) -> str:
    """Return the entry's link: SHA-256 over every field and the hash before it, as JSON with sorted keys."""
    return hashlib.sha256(
        json.dumps(
            {
                "seq": entry.seq,
                "at": _instant(entry.at),
                "act": entry.act,
                "actor": entry.actor_id,
                "subject_kind": entry.subject_kind,
                "subject_id": entry.subject_id,
                "authority": entry.authority_id,
                "network": entry.network_id,
                "duty": entry.duty,
                "commitment": entry.commitment,
                "previous_hash": entry.previous_hash,
            },
            sort_keys=True,
        ).encode()
    ).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the chain: at which number, and what."""

    seq: int
    what: str


def faults(entries: models.QuerySet[AuditEntry]) -> Iterator[Fault]:
    """Yield what was changed, removed, inserted or reordered, walking ENTRIES from the first.

    A chain cut off at its end is found by comparing the last number and hash with the ones written down elsewhere.
    """
    previous, expected = GENESIS, 1
    for entry in entries.select_related("text").order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected:
            yield Fault(expected, f"missing: the next entry is {entry.seq}")
        if entry.previous_hash != previous:
            yield Fault(entry.seq, "does not follow the entry before it")
        if hash_of(entry) != entry.hash:
            yield Fault(entry.seq, "was changed")
        text = getattr(entry, "text", None)
        if text is not None and commit_to(text.salt, text.words) != entry.commitment:
            yield Fault(entry.seq, "has other words than were recorded")
        previous, expected = entry.hash, entry.seq + 1
