"""The outbox: rooms announce, one dispatcher at a time numbers, every process reads on from where it was."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from live import wake
from live.events import Event
from live.models import OutboxEvent
from network.readers import as_system
from network.rows import insert

KEPT = timedelta(days=7)

# Ends travel in the same stream, so that they reach every process even when nothing but the database works.
MEMBERSHIP_ENDED = "membership_ended"
SESSION_ENDED = "session_ended"

# An arbitrary number that names this lock in PostgreSQL.
NUMBERING = 5_201_847_330
SYSTEM = as_system("the outbox holds kinds and identifiers; who hears of them is asked for each thing")


def announce(event: Event) -> None:
    """Write EVENT down; it is told after the commit of the surrounding transaction, and never without it."""
    insert(
        OutboxEvent(
            kind=event.kind,
            label=event.thing._meta.label,
            thing_id=event.thing.pk,
            ids=event.ids,
            was=sorted(event.was) or None,
        )
    )
    transaction.on_commit(wake.dispatcher)


def tell_end(kind: str, pk: int) -> None:
    """Tell every process that the membership or session PK is over: its sockets close."""
    OutboxEvent.objects.create(kind=kind, thing_id=pk)
    transaction.on_commit(wake.dispatcher)


def number() -> bool:
    """Give numbers to what has none, and return whether there was any; the lock is held until they are committed."""
    rows = OutboxEvent.objects.visible_to(SYSTEM)
    if not rows.filter(seq=None).exists():
        return False
    with transaction.atomic():
        _take_turns()
        waiting = list(rows.filter(seq=None).order_by("pk").only("pk"))
        now = timezone.now()
        for seq, row in enumerate(waiting, newest() + 1):
            row.seq, row.numbered_at = seq, now
        OutboxEvent.objects.visible_to(SYSTEM).bulk_update(waiting, ["seq", "numbered_at"], batch_size=200)
    return True


def first_position() -> int:
    """Return the number from which a process that has just started reads on."""
    number()
    return newest()


def newest() -> int:
    """Return the highest number given, 0 when there is none."""
    return int(OutboxEvent.objects.visible_to(SYSTEM).aggregate(highest=Max("seq"))["highest"] or 0)


def after(seq: int, limit: int) -> list[OutboxEvent]:
    """Return at most LIMIT numbered rows after SEQ, in order."""
    return list(OutboxEvent.objects.visible_to(SYSTEM).filter(seq__gt=seq).order_by("seq")[:limit])


def prune() -> int:
    """Remove what is older than seven days and return how many; the newest stays, so that numbers never begin again."""
    old = OutboxEvent.objects.visible_to(SYSTEM).filter(numbered_at__lt=timezone.now() - KEPT, seq__lt=newest())
    return int(old.delete()[0])


def _take_turns() -> None:
    # SQLite took the write lock when the transaction began.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING])
