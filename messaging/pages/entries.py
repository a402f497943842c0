"""What the door of entries gives: a part of a conversation, and how far everybody is in it."""

from dataclasses import dataclass
from typing import Any

from messaging.access import identity_of, is_ended
from messaging.models import Conversation, Entry, Participant, Wrap
from messaging.packing import packed
from messaging.querysets.flow import numbered
from network.models import Membership

MOST = 200


@dataclass(frozen=True)
class Part:
    """Which entries are asked for: those after a number, or the last before one."""

    after: int | None
    before: int | None
    limit: int


def entries_of(reader: Membership, conversation: Conversation, part: Part) -> dict[str, Any]:
    """Return the entries of PART as READER may read them; always as many statements."""
    rows = numbered(conversation, after=part.after, before=part.before, limit=part.limit)
    more = len(rows) > part.limit
    if more:
        rows = rows[1:] if part.after is None and part.before is not None else rows[:-1]
    seqs = [row[0] for row in rows]
    span = {"seq__gte": seqs[0], "seq__lte": seqs[-1]} if seqs else {"seq": 0}
    readable = Entry.objects.visible_to(reader).filter(conversation=conversation, **span)
    objects = dict(readable.values_list("seq", "raw"))
    own_wraps = Wrap.objects.visible_to(reader).filter(
        entry__conversation=conversation, **{f"entry__{name}": value for name, value in span.items()}
    )
    wraps = dict(own_wraps.values_list("entry__seq", "sealed"))
    return {
        "entries": [
            {
                "seq": seq,
                "type": kind,
                "object": packed(objects.get(seq)),
                "receipt": packed(receipt),
                "wrap": packed(wraps.get(seq)),
                "tombstone": packed(tombstone),
            }
            for seq, kind, receipt, tombstone in rows
        ],
        "more": more,
        "head": conversation.last_seq,
        **_people(reader, conversation),
    }


def _people(reader: Membership, conversation: Conversation) -> dict[str, Any]:
    rows = list(
        Participant.objects.visible_to(reader)
        .filter(conversation=conversation, removed_seq=None)
        .select_related("identity")
        .annotate(ended=is_ended("identity__"))
        .order_by("identity__wire")
    )
    own = identity_of(reader)
    mine = next(row for row in rows if own and row.identity_id == own.pk)
    return {
        "marks": [{"identity": row.identity.wire, "delivered": row.delivered, "read": row.read} for row in rows],
        "left": [row.identity.wire for row in rows if row.left_seq is not None],
        "ended": [row.identity.wire for row in rows if row.ended],
        "own": {"counter": mine.counter, "hash": mine.last_own},
    }
