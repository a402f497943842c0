"""A report that `visible_to` has found: what was handed over, and whether what is stored still proves it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from messaging.keeping import opened_report
from messaging.models import Entry, Identity, KeyEntry, Report, ReportedMessage
from messaging.wire.envelope import read_envelope
from messaging.wire.report import Content, Reported, read_content, read_report


class Proof(StrEnum):
    """`PROVEN`: envelope, commitment and signature agree now. `ERASED`: they did when it arrived, and the envelope's
    time has passed since. `BROKEN`: they do not agree, though they did; the server's storage was changed.
    """

    PROVEN = "proven"
    ERASED = "erased"
    BROKEN = "broken"


@dataclass(frozen=True)
class Handed:
    """One message as the reporter handed it over, who wrote it, when the server took it, and how far that is proven."""

    sender: Identity
    sent_at: datetime
    content: Content
    proof: Proof


@dataclass(frozen=True)
class Opened:
    """What a report holds. `is_signed`: whether the reporter's signature over all of it is right."""

    reason: str
    messages: tuple[Handed, ...]
    is_signed: bool


def opened(report: Report) -> Opened:
    """Return what REPORT holds, checked against the stored envelopes and the keys in the log; three statements."""
    said = read_report(opened_report(report.digest, report.sealed))
    rows = ReportedMessage.objects.filter(report=report).select_related("sender").order_by("number")
    found = dict(
        Entry.objects.filter(
            conversation=report.conversation_id, digest__in=[message.envelope for message in said.messages]
        ).values_list("digest", "raw")
    )
    messages = list(rows)
    wires = {said.reporter, *(row.sender.wire for row in messages)}
    keys = {
        (wire, gen): bytes(key)
        for wire, gen, key in KeyEntry.objects.filter(identity__wire__in=wires).values_list(
            "identity__wire", "gen", "ed_pk"
        )
    }
    return Opened(
        reason=said.reason,
        messages=tuple(
            Handed(
                sender=row.sender,
                sent_at=row.sent_at,
                content=read_content(message.content),
                proof=_proof(message, found.get(message.envelope), keys, row.sender.wire),
            )
            for row, message in zip(messages, said.messages, strict=True)
        ),
        is_signed=(said.reporter, said.gen) in keys and said.is_signed(keys[said.reporter, said.gen]),
    )


def _proof(message: Reported, raw: bytes | None, keys: dict[tuple[str, int], bytes], sender: str) -> Proof:
    if raw is None:
        return Proof.ERASED
    envelope = read_envelope(bytes(raw))
    key = keys.get((envelope.sender, envelope.gen))
    holds = envelope.digest == message.envelope and envelope.sender == sender and message.is_of(envelope)
    return Proof.PROVEN if holds and key is not None and envelope.is_signed(key) else Proof.BROKEN
