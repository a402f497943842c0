"""A conversation is known to its participants and to nobody else: neither a coordinator nor the secretariat."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from messaging.access.keys import can_message, own_identity
from messaging.models import Conversation, Entry, Participant, Wrap
from messaging.wire.epoch import EPOCH
from network.access import PRACTITIONERS
from network.guard import ALLOWED, Verdict, audience, refused, rule, verb
from network.models import Membership
from network.readers import Person, Reader

# In it, neither left out by a record nor gone by himself.
PRESENT = Q(removed_seq=None, left_seq=None)


def places_of(reader: Person, conversation: Any) -> Any:
    """Return READER's own place in CONVERSATION (a key, or an OuterRef to one) while he is in it; a visitor's: none."""
    return Participant.objects.filter(PRESENT, own_identity(reader, "identity__"), conversation=conversation)


def present_in(conversation_id: int | None, *more: Q) -> Any:
    """Return the same seen from the other side: whether a membership has a place in the conversation."""
    places = Participant.objects.filter(
        PRESENT,
        *more,
        conversation=conversation_id,
        identity__member=OuterRef("member_id"),
        identity__body=OuterRef("authority__body_id"),
    )
    return PRACTITIONERS & Q(Exists(places))


@rule(Conversation)
def conversations(reader: Person) -> Q:
    return Q(Exists(places_of(reader, OuterRef("pk"))))


@audience(Conversation)
def participants(conversation: Conversation) -> Q:
    return present_in(conversation.pk)


@rule(Participant)
def places(reader: Person) -> Q:
    return _in_conversation(reader, "conversation_id")


@audience(Participant)
def place_readers(place: Participant) -> Q:
    return present_in(place.conversation_id)


@rule(Entry)
def entries(reader: Person) -> Q:
    """All records, which are a chain; of the rest what came since he may read."""
    place = places_of(reader, OuterRef("conversation_id"))
    return Q(Exists(place.filter(readable_from__lte=OuterRef("seq")))) | Q(kind=EPOCH) & Q(Exists(place))


@audience(Entry)
def entry_readers(entry: Entry) -> Q:
    if entry.kind == EPOCH:
        return present_in(entry.conversation_id)
    return present_in(entry.conversation_id, Q(readable_from__lte=entry.seq))


@rule(Wrap)
def wraps(reader: Person) -> Q:
    """The own alone, while one is in the conversation."""
    return own_identity(reader, "identity__") & _in_conversation(reader, "entry__conversation_id")


@audience(Wrap)
def wrap_owner(wrap: Wrap) -> Q:
    return present_in(wrap.entry.conversation_id, Q(identity=wrap.identity_id))


def _in_conversation(reader: Person, path: str) -> Q:
    return Q(Exists(places_of(reader, OuterRef(path))))


@verb
def can_take_part(actor: Reader, conversation: Conversation) -> Verdict:
    """Whoever is in a conversation writes, adds, removes, marks and leaves: there are no ranks in it."""
    verdict = can_message(actor)
    if not verdict or not isinstance(actor, Membership):
        return verdict
    if places_of(actor, conversation.pk).exists():
        return ALLOWED
    return refused(_("You are not in this conversation."))
