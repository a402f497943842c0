"""A participant leaves: nothing more is delivered to him, and nobody writes until a record leaves him out."""

from django.db import transaction

from live.events import saw
from live.outbox import announce
from messaging.access import can_message, identity_of
from messaging.actions.storing import Stored, append
from messaging.events import MessagesChanged
from messaging.models import Entry, Identity
from messaging.querysets.conversations import NotThere, held, present, signing_key
from messaging.refusals import refuse_unless
from messaging.times import check_clock
from messaging.wire.passing import LEAVE, Leave
from messaging.wire.reading import SUITE
from network.guard import require
from network.models import Membership
from network.rows import update


@transaction.atomic
def leave(*, actor: Membership, conv: str, leaving: Leave) -> Stored:
    """A participant of CONV leaves it by a signed entry, which the others see. Raises Refusal, NotThere."""
    require(can_message, actor)
    refuse_unless(leaving.conv == conv, "malformed")
    refuse_unless(leaving.suite == SUITE, "unknown-suite")
    own = identity_of(actor)
    refuse_unless(own is not None and own.wire == leaving.identity, "not-sender")
    # One after the other: the same leave may be on its way twice, and after the first there is no conversation for him.
    Identity.objects.select_for_update(no_key=True).get(wire=leaving.identity)
    before: Entry | None = Entry.objects.filter(conversation__wire=conv, digest=leaving.digest, sender=own).first()
    if before is not None:
        return Stored(before.seq, (bytes(before.receipt),), new=False)
    conversation = held(actor, conv)
    told = saw(conversation)
    place = present(conversation).get(leaving.identity)
    if place is None or place.left_seq is not None:
        raise NotThere
    refuse_unless(leaving.epoch_rec == conversation.record, "epoch-closed")
    refuse_unless(leaving.gen == place.gen == place.identity.gen, "wrong-generation")
    check_clock(leaving.time)
    refuse_unless(leaving.is_signed(signing_key(leaving.identity, leaving.gen)), "signature")
    entry = append(
        actor=actor,
        conversation=conversation,
        sender=place.identity,
        kind=LEAVE,
        raw=leaving.raw,
        digest=leaving.digest,
    )
    place.left_seq = entry.seq
    update(place, "left_seq")
    update(conversation, "last_seq", "last_receipt", "last_at")
    announce(MessagesChanged.of(conversation, was=told))
    return Stored(entry.seq, (bytes(entry.receipt),), new=True)
