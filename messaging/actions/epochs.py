"""Who is in a conversation changes by signed records alone, one after the other, by compare-and-swap under its lock."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from live.events import saw
from live.outbox import announce
from messaging.access import can_message, identity_of
from messaging.actions.sending import accept
from messaging.actions.storing import Stored, append
from messaging.events import MessagesChanged
from messaging.models import Conversation, Entry, Identity, Participant, Wrap
from messaging.packing import packed
from messaging.querysets.conversations import check_checkpoint, held, known, present, signing_key
from messaging.querysets.joining import Candidate, candidates, last_places, stored_with
from messaging.refusals import Refusal, refuse_unless
from messaging.times import check_clock
from messaging.wire.envelope import Envelope
from messaging.wire.epoch import EPOCH, Record, reason_for, wrap_of
from messaging.wire.passing import GRANT, Grant
from messaging.wire.reading import SUITE, ZERO32
from network.guard import require
from network.models import Membership

People = Mapping[str, Participant]


def begin_conversation(
    *, actor: Membership, record: Record, wraps: bytes, envelopes: Sequence[Envelope] = ()
) -> Stored:
    """A member begins a conversation: the record of epoch 0 with its wraps, and the first envelopes.

    The same record again is the same conversation. Raises Refusal in the order of the protocol.
    """
    require(can_message, actor)
    refuse_unless(record.epoch == 0, "malformed")
    refuse_unless(record.suite == SUITE, "unknown-suite")
    own = _own(actor, record.creator)
    try:
        with transaction.atomic():
            return _begin(actor, own, record, wraps, envelopes)
    except IntegrityError:
        # The same record was on its way twice.
        return _begun_before(own, record, envelopes)


@transaction.atomic
def add_epoch(*, actor: Membership, conv: str, record: Record, wraps: bytes, grants: Sequence[Grant] = ()) -> Stored:
    """A participant of CONV says who is in it from now on: adds, removes, takes up new keys, or renews the key.

    GRANTS give newcomers what was before. The loser of two at once hears of the winner's record (`epoch-conflict`).
    """
    require(can_message, actor)
    refuse_unless(record.conv == conv and record.epoch > 0, "malformed")
    refuse_unless(record.suite == SUITE, "unknown-suite")
    own = _own(actor, record.creator)
    conversation = held(actor, conv)
    refuse_unless(record.suite >= conversation.suite, "suite-smaller")
    before = stored_with(conversation, record.epoch)
    if before and before[0].digest == record.digest:
        return _stored_before(before)
    people = present(conversation)
    place = people.get(own.wire)
    refuse_unless(place is not None and place.left_seq is None and not place.ended, "not-member")
    if (record.prev_rec, record.epoch) != (conversation.record, conversation.epoch + 1):
        raise Refusal("epoch-conflict", record=packed(_newest(conversation).raw))
    refuse_unless(record.retention == conversation.retention, "retention")
    found = _check_members(actor, record, people)
    generations = {wire: person.gen for wire, person in people.items()}
    reason = reason_for(generations, {member.identity: member.gen for member in record.members})
    refuse_unless(record.reason is reason, "reason:epoch")
    refuse_unless(record.has_wraps(wraps), "wraps")
    _check_grants(conversation, record, grants, people, own.wire)
    _check_proofs(record, grants)
    told = saw(conversation)
    stored = _store(actor, conversation, own, record, wraps, found, people, grants)
    announce(MessagesChanged.of(conversation, was=told))
    return stored


def _own(actor: Membership, wire: str) -> Identity:
    own = identity_of(actor)
    if own is None or own.wire != wire:
        raise Refusal("not-sender")
    return own


def _begin(actor: Membership, own: Identity, record: Record, wraps: bytes, envelopes: Sequence[Envelope]) -> Stored:
    if Conversation.objects.filter(wire=record.conv).exists():
        return _begun_before(own, record, envelopes)
    refuse_unless(len(record.members) > 1, "members")
    found = _check_members(actor, record, {})
    refuse_unless(record.has_wraps(wraps), "wraps")
    _check_proofs(record, ())
    now = timezone.now()
    conversation: Conversation = Conversation.objects.create(
        wire=record.conv,
        suite=record.suite,
        retention=record.retention,
        record=record.digest,
        last_receipt=ZERO32.hex(),
        made_at=now,
        last_at=now,
    )
    stored = _store(actor, conversation, own, record, wraps, found, {}, ())
    receipts, people = list(stored.receipts), present(conversation)
    for envelope in envelopes:
        refuse_unless(envelope.conv == record.conv, "malformed")
        refuse_unless(envelope.suite == SUITE, "unknown-suite")
        refuse_unless(envelope.sender == own.wire, "not-sender")
        heads = known(conversation, envelope.heads)
        entry = accept(actor=actor, conversation=conversation, people=people, envelope=envelope, heads=heads)
        receipts.append(bytes(entry.receipt))
    conversation.save(update_fields=["last_seq", "last_receipt", "last_at"])
    announce(MessagesChanged.of(conversation))
    return Stored(1, tuple(receipts), new=True)


def _begun_before(own: Identity, record: Record, envelopes: Sequence[Envelope]) -> Stored:
    """Answer what comes again, byte for byte, as it was answered first; anything else of the same name is refused.

    Nothing is given for envelopes that are not the stored ones: whoever began it and was left out since would get the
    receipts of what others wrote.
    """
    sent = [record.digest, *(envelope.digest for envelope in envelopes)]
    rows = Entry.objects.filter(conversation__wire=record.conv, sender=own, seq__lte=len(sent)).order_by("seq")
    found = list(rows.only("digest", "receipt", "seq"))
    if [entry.digest for entry in found] != sent:
        raise Refusal("conversation-exists")
    return _stored_before(found)


def _stored_before(entries: list[Entry]) -> Stored:
    return Stored(entries[0].seq, tuple(bytes(entry.receipt) for entry in entries), new=False)


def _newest(conversation: Conversation) -> Entry:
    entry: Entry = Entry.objects.get(conversation=conversation, seq=conversation.record_seq)
    return entry


def _check_members(actor: Membership, record: Record, people: People) -> dict[str, Candidate]:
    found = candidates(actor, [member.identity for member in record.members])
    for member in record.members:
        refuse_unless(member.identity in found and found[member.identity].seen, "member-unknown")
    for member in record.members:
        place = people.get(member.identity)
        refuse_unless(place is None or place.left_seq is None, "member-left")
    for member in record.members:
        candidate = found[member.identity]
        is_creator = member.identity == record.creator
        refuse_unless(member.gen == candidate.identity.gen, "wrong-generation")
        refuse_unless(not is_creator or member.gen == record.creator_gen, "wrong-generation")
    for member in record.members:
        candidate = found[member.identity]
        refuse_unless((member.fingerprint, member.log_index) == (candidate.fingerprint, candidate.index), "fingerprint")
    return found


def _check_grants(
    conversation: Conversation, record: Record, grants: Sequence[Grant], people: People, own: str
) -> None:
    """What was before is given as a whole, to newcomers, each once, and by somebody who has it all himself.

    It may begin later than with epoch 0 where all before is erased: nobody has these keys any more.
    """
    newcomers = {member.identity: member.gen for member in record.members if member.identity not in people}
    given: set[str] = set()
    for grant in grants:
        belongs = (grant.suite, grant.conv, grant.epoch_rec) == (SUITE, record.conv, record.digest)
        is_own = (grant.granter, grant.granter_gen) == (own, record.creator_gen)
        fits = newcomers.get(grant.newcomer) == grant.newcomer_gen and grant.newcomer not in given
        first = grant.epochs[0]
        whole = grant.epochs == tuple(range(first, record.epoch)) and people[own].readable_from == 1
        refuse_unless(belongs and is_own and fits and whole, "grants")
        refuse_unless(first == 0 or _is_erased_before(conversation, first), "grants")
        given.add(grant.newcomer)


def _is_erased_before(conversation: Conversation, epoch: int) -> bool:
    """Whether the record of EPOCH is older than the retention: everything before it has gone."""
    if conversation.retention == 0:
        return False
    limit = timezone.now() - timedelta(days=conversation.retention)
    return Entry.objects.filter(conversation=conversation, kind=EPOCH, epoch=epoch, at__lte=limit).exists()


def _check_proofs(record: Record, grants: Sequence[Grant]) -> None:
    check_checkpoint(record.checkpoint)
    for time in (record.time, *(grant.time for grant in grants)):
        check_clock(time)
    key = signing_key(record.creator, record.creator_gen)
    refuse_unless(record.is_signed(key) and all(grant.is_signed(key) for grant in grants), "signature")


def _store(
    actor: Membership,
    conversation: Conversation,
    own: Identity,
    record: Record,
    wraps: bytes,
    found: Mapping[str, Candidate],
    people: People,
    grants: Sequence[Grant],
) -> Stored:
    conversation.epoch = record.epoch
    what: dict[str, Any] = {"actor": actor, "conversation": conversation, "sender": own}
    entry = append(kind=EPOCH, raw=record.raw, digest=record.digest, **what)
    Wrap.objects.bulk_create(
        Wrap(entry=entry, identity=found[member.identity].identity, sealed=wrap_of(wraps, number))
        for number, member in enumerate(record.members)
    )
    given = [append(kind=GRANT, raw=grant.raw, digest=grant.digest, **what) for grant in grants]
    _place(conversation, record, entry.seq, found, people, {grant.newcomer for grant in grants})
    conversation.record, conversation.record_seq = record.digest, entry.seq
    conversation.save(update_fields=["epoch", "record", "record_seq", "last_seq", "last_receipt", "last_at"])
    return Stored(entry.seq, tuple(bytes(one.receipt) for one in (entry, *given)), new=True)


def _place(
    conversation: Conversation,
    record: Record,
    seq: int,
    found: Mapping[str, Candidate],
    people: People,
    with_history: set[str],
) -> None:
    staying = {member.identity: member.gen for member in record.members}
    gone = [place.pk for wire, place in people.items() if wire not in staying]
    Participant.objects.filter(pk__in=gone).update(removed_seq=seq)
    rekeyed = [place for wire, place in people.items() if wire in staying and place.gen != staying[wire]]
    for place in rekeyed:
        place.gen = staying[place.identity.wire]
    Participant.objects.bulk_update(rekeyed, ["gen"])
    new = [found[wire].identity for wire in staying if wire not in people]
    before = last_places(conversation, new)
    Participant.objects.bulk_create(
        Participant(
            conversation=conversation,
            identity=identity,
            gen=staying[identity.wire],
            joined_seq=seq,
            readable_from=1 if identity.wire in with_history else seq,
            # What he has before him is not unread, and his envelopes are counted on.
            counter=before[identity.pk].counter if identity.pk in before else 0,
            last_own=before[identity.pk].last_own if identity.pk in before else ZERO32.hex(),
            delivered=seq - 1,
            read=seq - 1,
        )
        for identity in new
    )
