"""A conversation held by its writer, who is in it now, and what an object's place in it is compared with."""

from collections.abc import Iterable
from functools import lru_cache

from messaging.access import is_ended
from messaging.models import Conversation, Entry, KeyEntry, Participant
from messaging.querysets.log import has_root
from messaging.refusals import Refusal
from network.models import Membership


class NotThere(Exception):
    """The conversation does not exist for this reader: 404, without a code."""


def held(reader: Membership, wire: str) -> Conversation:
    """Return the conversation WIRE, held until the end of the transaction; raise NotThere when READER is not in it."""
    found: Conversation | None = (
        Conversation.objects.visible_to(reader).select_for_update(of=("self",)).filter(wire=wire).first()
    )
    if found is None:
        raise NotThere
    return found


def present(conversation: Conversation) -> dict[str, Participant]:
    """Return those of the newest epoch by identity; each `ended` says whether nobody stands behind it any more."""
    rows = (
        Participant.objects.filter(conversation=conversation, removed_seq=None)
        .select_related("identity")
        .annotate(ended=is_ended("identity__"))
        .order_by("identity__wire")
    )
    return {row.identity.wire: row for row in rows}


def known(conversation: Conversation, digests: Iterable[str]) -> dict[str, Entry]:
    """Return the entries of CONVERSATION with DIGESTS, without their bytes."""
    rows = Entry.objects.filter(conversation=conversation, digest__in=set(digests)).only("digest", "seq", "receipt")
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
