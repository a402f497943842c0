"""How far a participant was given and has read; it only grows, and the others see it."""

from django.db import transaction

from live.outbox import announce
from messaging.access import can_take_part, places_of
from messaging.events import MessagesChanged
from messaging.models import Conversation
from network.guard import require
from network.models import Membership
from notices.actions import look_at_group


@transaction.atomic
def mark(*, actor: Membership, conversation: Conversation, delivered: int, read: int) -> bool:
    """A participant's browser holds all up to DELIVERED and showed all up to READ; return whether that is new."""
    require(can_take_part, actor, conversation)
    last = conversation.last_seq
    read, delivered = min(read, last), min(max(delivered, read), last)
    place = places_of(actor, conversation.pk)
    changed = place.filter(delivered__lt=delivered).update(delivered=delivered)
    if place.filter(read__lt=read).update(read=read):
        changed += 1
        look_at_group(actor=actor, group=conversation.notices)
    if changed:
        announce(MessagesChanged.of(conversation))
    return bool(changed)
