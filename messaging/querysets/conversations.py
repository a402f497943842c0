"""A conversation held by its writer, who is in it now, and what an object's place in it is compared with."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db import connection

from messaging.access import is_ended
from messaging.models import Conversation, Entry, Identity, KeyEntry, Participant
from messaging.querysets.log import has_root
from messaging.refusals import Refusal
from network.models import Membership
from network.prepared import WANTED, Kept, Prepared

# Read with every message: the statements are compiled once. What only refers to the conversation, as a file that is
# announced, does not wait for whoever writes in it: he refers to its sender, and each would wait for the other.
TALK, PLACE, IDENTITY = (
    tuple(field.attname for field in model._meta.concrete_fields) for model in (Conversation, Participant, Identity)
)
_held = Prepared(
    lambda reader: (
        Conversation.objects.visible_to(reader).select_for_update(no_key=True).filter(wire=WANTED).values_list(*TALK)
    )
)
_present = Kept(
    lambda key: (
        Participant.objects.filter(conversation=key, removed_seq=None)
        .annotate(ended=is_ended("identity__"))
        .order_by("identity__wire")
        .values_list(*PLACE, *(f"identity__{name}" for name in IDENTITY), "ended")
    )
)
# In the order of the model, as `from_db` wants them.
KNOWN = ("id", "seq", "digest", "receipt")
OF_DIGESTS = f"SELECT {', '.join(KNOWN)} FROM messaging_entry WHERE conversation_id = %s AND digest IN ({{}})"  # noqa: S608


class NotThere(Exception):
    """The conversation does not exist for this reader: 404, without a code."""


def held(reader: Membership, wire: str) -> Conversation:
    """Return the conversation WIRE, held until the end of the transaction; raise NotThere when READER is not in it."""
    rows = _held.rows(reader, wire)
    if not rows:
        raise NotThere
    return Conversation.from_db(connection.alias, TALK, rows[0])


def present(conversation: Conversation) -> dict[str, Participant]:
    """Return those of the newest epoch by identity; each `ended` says whether nobody stands behind it any more."""
    found = {}
    for row in _present.rows(conversation.pk):
        place: Any = Participant.from_db(connection.alias, PLACE, row[: len(PLACE)])
        place.identity = Identity.from_db(connection.alias, IDENTITY, row[len(PLACE) : -1])
        place.ended = row[-1]
        found[place.identity.wire] = place
    return found


def known(conversation: Conversation, digests: Iterable[str]) -> dict[str, Entry]:
    """Return the entries of CONVERSATION with DIGESTS, without their bytes."""
    wanted = sorted(set(digests))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OF_DIGESTS.format(", ".join(["%s"] * len(wanted))), [conversation.pk, *wanted])
        rows = [Entry.from_db(connection.alias, KNOWN, row) for row in cursor.fetchall()]
    return {row.digest: row for row in rows}


@lru_cache(maxsize=4096)
def signing_key(identity: str, gen: int) -> bytes:
    """Return the Ed25519 key of a generation; raise LookupError when there is none. It never changes."""
    found = KeyEntry.objects.filter(identity__wire=identity, gen=gen).values_list("ed_pk", flat=True).first()
    if found is None:
        raise LookupError
    return bytes(found)


# Roots that were found in the log: what was true of a size stays true.
_roots: set[tuple[int, str]] = set()
MOST_ROOTS = 10_000


def check_checkpoint(checkpoint: tuple[int, str]) -> None:
    """Refuse an object whose sender has seen another log than this one."""
    if checkpoint in _roots:
        return
    if not has_root(*checkpoint):
        raise Refusal("checkpoint")
    if len(_roots) >= MOST_ROOTS:
        _roots.clear()
    _roots.add(checkpoint)
