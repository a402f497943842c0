"""A sealed message arrives: its place, its sender and its signature are checked; its text nobody here can read."""

from collections.abc import Mapping

from django.db import connection, transaction

from live.outbox import announce
from messaging.access import can_message, identity_of
from messaging.actions.storing import Stored, append
from messaging.events import MessagesChanged
from messaging.models import Conversation, Entry, Participant
from messaging.querysets.conversations import check_checkpoint, held, known, present, signing_key
from messaging.refusals import refuse_unless
from messaging.times import check_clock
from messaging.wire.envelope import ENVELOPE, Envelope
from messaging.wire.reading import SUITE
from network.guard import require
from network.models import Membership
from network.readers import Reader
from network.rows import update

# The sender's files that have arrived whole are fetched from this message on.
RELEASED = (
    "UPDATE messaging_sealedfile SET released_seq = %s "
    "WHERE conversation_id = %s AND uploader_id = %s AND released_seq IS NULL AND received = size"
)


@transaction.atomic
def deliver(*, actor: Membership, conv: str, envelope: Envelope) -> Stored:
    """A participant of the conversation CONV sends; those in it hear of it after the commit.

    The same bytes again are the same message. Raises Refusal in the order of the protocol, NotThere for whoever is not
    in the conversation.
    """
    require(can_message, actor)
    refuse_unless(envelope.conv == conv, "malformed")
    refuse_unless(envelope.suite == SUITE, "unknown-suite")
    own = identity_of(actor)
    refuse_unless(own is not None and own.wire == envelope.sender, "not-sender")
    conversation = held(actor, conv)
    found = known(conversation, [envelope.digest, *envelope.heads])
    if envelope.digest in found:
        before = found[envelope.digest]
        return Stored(before.seq, (bytes(before.receipt),), new=False)
    people = present(conversation)
    entry = accept(actor=actor, conversation=conversation, people=people, envelope=envelope, heads=found)
    update(conversation, "last_seq", "last_receipt", "last_at")
    announce(MessagesChanged.of(conversation))
    return Stored(entry.seq, (bytes(entry.receipt),), new=True)


def accept(
    *,
    actor: Reader,
    conversation: Conversation,
    people: Mapping[str, Participant],
    envelope: Envelope,
    heads: Mapping[str, Entry],
) -> Entry:
    """Check ENVELOPE against the place that its sender has in CONVERSATION, whose row is held, and store it.

    PEOPLE are those of the newest epoch, HEADS the entries by hash among which its heads must be.
    """
    require(can_message, actor)
    closed = any(person.ended or person.left_seq is not None for person in people.values())
    refuse_unless(envelope.sender in people and not closed, "epoch-closed")
    refuse_unless((envelope.epoch, envelope.epoch_rec) == (conversation.epoch, conversation.record), "epoch-closed")
    place = people[envelope.sender]
    # Keys that were replaced may be in other hands: until a record takes up the new ones, nothing is sealed to the old.
    current = all(person.gen == person.identity.gen for person in people.values())
    refuse_unless(envelope.gen == place.gen and current, "wrong-generation")
    refuse_unless(envelope.counter == place.counter + 1, "counter", counter=place.counter)
    refuse_unless(envelope.prev_own == place.last_own, "previous")
    refuse_unless(all(head in heads for head in envelope.heads), "heads")
    check_checkpoint(envelope.checkpoint)
    check_clock(envelope.time)
    refuse_unless(envelope.is_signed(signing_key(envelope.sender, envelope.gen)), "signature")
    entry = append(
        actor=actor,
        conversation=conversation,
        sender=place.identity,
        kind=ENVELOPE,
        raw=envelope.raw,
        digest=envelope.digest,
        counter=envelope.counter,
        part=envelope.kind,
    )
    place.counter, place.last_own = envelope.counter, envelope.digest
    update(place, "counter", "last_own")
    with connection.cursor() as cursor:
        cursor.execute(RELEASED, [entry.seq, conversation.pk, place.identity_id])
    return entry
