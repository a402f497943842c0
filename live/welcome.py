"""What a browser is told first: everything it missed and may see, asked again for this moment, in order."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.utils import timezone

from live import cursors
from live.admission import Admitted, ended
from live.frames import frame
from live.models import OutboxEvent
from live.outbox import KEPT, SYSTEM, newest
from live.telling import itself, model_of
from network.models import Membership

MOST_MISSED = 1_000  # frames told one by one


@dataclass(frozen=True)
class Welcome:
    """The first frames of a socket, and the number up to which they tell everything."""

    frames: list[str]
    upto: int


def welcome_to(guest: Admitted, cursor: str, position: int) -> Welcome | None:
    """Return what GUEST missed after CURSOR ("": nothing is wanted) up to POSITION; None: the session is over."""
    if ended([guest]):
        return None
    start = _start(cursors.opened(cursor, guest.public_id)) if cursor else position
    # Another process may be ahead of this one: what it has told already is not told again here.
    upto = max(position, start or 0)
    ready = frame("ready", cursors.after_number(upto, guest.public_id))
    missed = None if start is None else _missed(guest, start, upto)
    if missed is None:
        return Welcome([frame("refetch", cursors.after_number(upto, guest.public_id)), ready], upto)
    return Welcome([*missed, ready], upto)


def beats_for(public_ids: dict[int, str], position: int) -> dict[int, str]:
    """Return the frame that says to each membership that nothing happened up to POSITION."""
    return {pk: frame("beat", cursors.after_number(position, public_id)) for pk, public_id in public_ids.items()}


def _start(since: int | datetime | None) -> int | None:
    """Return the number after which something may have been missed; None when that is not known any more."""
    rows = OutboxEvent.objects.visible_to(SYSTEM)
    if isinstance(since, datetime):
        if since < timezone.now() - KEPT:
            return None
        first: int | None = rows.filter(numbered_at__gt=since).aggregate(first=Min("seq"))["first"]
        return newest() if first is None else first - 1
    if since is None or since > newest():
        return None
    oldest: int | None = rows.aggregate(oldest=Min("seq"))["oldest"]
    return since if oldest is None or since >= oldest - 1 else None


def _missed(guest: Admitted, start: int, upto: int) -> list[str] | None:
    """Return the frames after START up to UPTO in order; None: too many to tell.

    Only what the guest may see is counted: how much happened elsewhere is not his business.
    """
    if start == upto:
        return []
    reader = Membership.objects.visible_to(SYSTEM).get(pk=guest.membership_id)
    rows = OutboxEvent.objects.visible_to(SYSTEM).filter(seq__gt=start, seq__lte=upto)
    told: dict[int, tuple[str, dict[str, str]]] = {}
    for label in rows.exclude(label="").values_list("label", flat=True).distinct():
        visible = model_of(label).objects.visible_to(reader).values("pk")
        for row in rows.filter(label=label, thing_id__in=visible).order_by("seq")[: MOST_MISSED + 1]:
            told[row.seq or 0] = (row.kind, row.ids)
    for row in rows.filter(was__isnull=False).order_by("seq").iterator():
        if reader.pk in (row.was or ()):
            told.setdefault(row.seq or 0, ("gone", itself(row)))
    if len(told) > MOST_MISSED:
        return None
    return [frame(kind, cursors.after_number(seq, guest.public_id), ids) for seq, (kind, ids) in sorted(told.items())]
