"""What the door of conversations gives: the newest first, each with what its title is opened by."""

from collections import defaultdict
from typing import Any

from django.db.models import IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from messaging.access import identity_of, places_of
from messaging.models import Conversation, Entry, Participant, Wrap
from messaging.packing import packed
from messaging.querysets.flow import titles, unread
from messaging.times import milliseconds
from messaging.wire.envelope import TITLE
from messaging.wire.epoch import EPOCH
from network.models import Membership

MOST = 30


def conversations_of(reader: Membership, before: Conversation | None) -> dict[str, Any]:
    """Return at most thirty of READER's conversations, those before BEFORE; always as many statements."""
    own = identity_of(reader)
    place = places_of(reader, OuterRef("pk"))
    rows = (
        Conversation.objects.visible_to(reader)
        .annotate(
            mine=Subquery(place.values("read")[:1]),
            readable_from=Subquery(place.values("readable_from")[:1]),
            title_epoch=Subquery(titles().values("epoch")[:1]),
            title_seq=Subquery(titles().values("seq")[:1]),
        )
        .annotate(unread=Coalesce(Subquery(unread(own.pk if own else None), output_field=IntegerField()), 0))
        .order_by("-last_at", "-pk")
    )
    if before is not None:
        rows = rows.filter(Q(last_at__lt=before.last_at) | Q(last_at=before.last_at, pk__lt=before.pk))
    shown = list(rows[: MOST + 1])
    more, shown = len(shown) > MOST, shown[:MOST]
    parts = _Parts(reader, shown)
    return {
        "conversations": [parts.shown(one) for one in shown],
        "before": shown[-1].wire if more else None,
    }


class _Parts:
    """Titles, records, wraps and members of some conversations: one statement each."""

    def __init__(self, reader: Membership, shown: list[Any]) -> None:
        wanted = Q(pk__in=[])
        for one in shown:
            epoch = one.epoch if one.title_epoch is None else one.title_epoch
            wanted |= Q(conversation=one.pk, kind=EPOCH, epoch=epoch)
            if one.title_seq is not None:
                wanted |= Q(conversation=one.pk, seq=one.title_seq)
        self.entries: dict[int, list[Entry]] = defaultdict(list)
        for entry in Entry.objects.visible_to(reader).filter(wanted).order_by("seq"):
            self.entries[entry.conversation_id].append(entry)
        records = [entry.pk for some in self.entries.values() for entry in some if entry.kind == EPOCH]
        wraps = Wrap.objects.visible_to(reader).filter(entry__in=records)
        self.wraps = dict(wraps.values_list("entry_id", "sealed"))
        self.members: dict[int, list[str]] = defaultdict(list)
        places = Participant.objects.visible_to(reader).filter(conversation__in=shown, removed_seq=None)
        for conversation, wire in places.values_list("conversation_id", "identity__wire").order_by("identity__wire"):
            self.members[conversation].append(wire)

    def shown(self, one: Any) -> dict[str, Any]:
        entries = self.entries[one.pk]
        title = next((entry for entry in entries if entry.part == TITLE), None)
        return {
            "conv": one.wire,
            "seq": one.last_seq,
            "unread": one.unread,
            "readable_from": one.readable_from,
            "retention": one.retention,
            "records": [
                {"seq": entry.seq, "record": packed(entry.raw), "wrap": packed(self.wraps.get(entry.pk))}
                for entry in entries
                if entry.kind == EPOCH
            ],
            "title": {"seq": title.seq, "envelope": packed(title.raw)} if title else None,
            "members": self.members[one.pk],
            "last_time": milliseconds(one.last_at),
        }
