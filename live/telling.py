"""Who hears what: asked for each thing when it is told, and again when somebody catches up."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from live import cursors
from live.frames import closed, opening
from live.models import OutboxEvent
from live.outbox import MEMBERSHIP_ENDED, SESSION_ENDED, SYSTEM, after, number
from network.guard import audience_of

AT_ONCE = 500  # rows read by one turn of the dispatcher


@dataclass
class Batch:
    """What one turn of the dispatcher has to tell, ready to be sent."""

    upto: int
    numbered: bool = False
    more: bool = False
    frames: dict[int, list[tuple[int, str]]] = field(default_factory=dict)  # by membership: number and text
    memberships: set[int] = field(default_factory=set)  # that ended
    sessions: set[int] = field(default_factory=set)  # that ended


def batch_after(seq: int, present: dict[int, str]) -> Batch:
    """Number what waits, and return what the memberships PRESENT (key → public_id) hear of what follows SEQ."""
    numbered = number()
    rows = after(seq, AT_ONCE)
    batch = Batch(rows[-1].seq or seq if rows else seq, numbered, len(rows) == AT_ONCE)
    audiences: dict[tuple[str, int | None], frozenset[int]] = {}
    for row in rows:
        if row.kind == MEMBERSHIP_ENDED and row.thing_id:
            batch.memberships.add(row.thing_id)
        elif row.kind == SESSION_ENDED and row.thing_id:
            batch.sessions.add(row.thing_id)
        elif present:
            key = (row.label, row.thing_id)
            if key not in audiences:
                audiences[key] = _audience(row)
            _tell(row, audiences[key], present, batch)
    return batch


def _tell(row: OutboxEvent, audience: frozenset[int], present: dict[int, str], batch: Batch) -> None:
    seq = row.seq or 0
    told = opening(row.kind, row.ids)
    for pk in present.keys() & audience:
        text = closed(told, cursors.after_number(seq, present[pk]))
        batch.frames.setdefault(pk, []).append((seq, text))
    gone = opening("gone", itself(row))
    for pk in (present.keys() & set(row.was or ())) - audience:
        text = closed(gone, cursors.after_number(seq, present[pk]))
        batch.frames.setdefault(pk, []).append((seq, text))


def _audience(row: OutboxEvent) -> frozenset[int]:
    thing = model_of(row.label).objects.visible_to(SYSTEM).filter(pk=row.thing_id).first()
    return frozenset() if thing is None else frozenset(audience_of(thing).values_list("pk", flat=True))


def itself(row: OutboxEvent) -> dict[str, str]:
    # Of the thing alone: where it went, or why, may be beyond those who saw it.
    name = row.label.rpartition(".")[2].lower()
    return {name: row.ids[name]} if name in row.ids else {}


def model_of(label: str) -> Any:
    return apps.get_model(label)
