"""Who may be in a record: the identities it lists, with their newest keys, and whether they can be written to."""

from collections.abc import Iterable
from dataclasses import dataclass

from messaging.models import Conversation, Entry, Identity, KeyEntry, Participant
from messaging.wire.epoch import EPOCH
from messaging.wire.passing import GRANT
from network.access import PRACTITIONERS
from network.models import Membership


@dataclass(frozen=True)
class Candidate:
    """An identity with its newest keys. `seen`: the actor may see a membership that stands behind it now."""

    identity: Identity
    fingerprint: str
    index: int
    seen: bool


def candidates(actor: Membership, wires: Iterable[str]) -> dict[str, Candidate]:
    """Return those of WIRES that have set up messages; three statements."""
    found = {one.pk: one for one in Identity.objects.visible_to(actor).filter(wire__in=list(wires), gen__gte=0)}
    behind = set(
        Membership.objects.visible_to(actor)
        .current()
        .filter(PRACTITIONERS, member__in={one.member_id for one in found.values()})
        .values_list("member_id", "authority__body_id")
    )
    newest = {
        (identity, gen): (fingerprint, index)
        for identity, gen, fingerprint, index in KeyEntry.objects.filter(identity__in=list(found)).values_list(
            "identity_id", "gen", "fingerprint", "index"
        )
    }
    return {
        one.wire: Candidate(one, *newest[one.pk, one.gen], seen=(one.member_id, one.body_id) in behind)
        for one in found.values()
    }


def last_places(conversation: Conversation, identities: Iterable[Identity]) -> dict[int, Participant]:
    """Return the newest former place of each of IDENTITIES in CONVERSATION: counters go on where they were."""
    rows = Participant.objects.filter(conversation=conversation, identity__in=list(identities)).order_by("joined_seq")
    return {row.identity_id: row for row in rows}


def stored_with(conversation: Conversation, epoch: int) -> list[Entry]:
    """Return the record of EPOCH and the grants that came with it, in order, without their bytes."""
    rows = Entry.objects.filter(conversation=conversation, epoch=epoch, kind__in=[EPOCH, GRANT])
    return list(rows.only("seq", "digest", "receipt", "kind").order_by("seq"))
