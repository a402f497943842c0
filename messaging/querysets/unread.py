"""In which of a reader's conversations something waits that he has not read."""

from typing import Any

from django.db.models import Exists, F, OuterRef

from messaging.access import PRESENT
from messaging.access.keys import own_identity
from messaging.models import Entry, Participant
from messaging.wire.envelope import MESSAGE
from network.readers import Person


def places_with_unread(reader: Person) -> Any:
    """Return READER's places in the conversations in which a message of another stands behind what he has read."""
    messages = Entry.objects.filter(
        conversation=OuterRef("conversation_id"),
        part=MESSAGE,
        tombstone=None,
        seq__gt=OuterRef("read"),
        seq__gte=OuterRef("readable_from"),
    ).exclude(sender=OuterRef("identity_id"))
    own = Participant.objects.visible_to(reader).filter(PRESENT, own_identity(reader, "identity__"))
    return own.filter(Exists(messages), conversation__last_seq__gt=F("read")).order_by()
