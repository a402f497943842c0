"""Who was not there hears that something waits; who is left hears that somebody's membership ended."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from live.outbox import announce
from messaging.access import PRESENT, can_clear_messages
from messaging.events import MessagesChanged
from messaging.models import Conversation, Entry, Participant
from messaging.wire.envelope import MESSAGE
from network.access import PRACTITIONERS
from network.guard import require
from network.models import Membership
from network.querysets import current
from network.readers import Reader
from notices.actions import hear

WAITS = "sealed_message_waits"
# Who is there reads within so long.
PATIENCE = timedelta(minutes=5)
AT_ONCE = 500


@transaction.atomic
def tell_of_waiting(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock has those hear who have not read a message of others for five minutes; returns how many places.

    One statement finds them, however many messages wait; each is told once, and again of what comes later.
    """
    require(can_clear_messages, actor)
    before = (now or timezone.now()) - PATIENCE
    unread = Entry.objects.filter(
        conversation=OuterRef("conversation_id"),
        part=MESSAGE,
        tombstone=None,
        at__lt=before,
        seq__gt=OuterRef("read"),
        seq__gte=OuterRef("readable_from"),
    ).exclude(sender=OuterRef("identity_id"))
    places = Participant.objects.filter(PRESENT, conversation__last_seq__gt=F("told"))
    waiting = list(
        places.filter(Exists(unread.filter(seq__gt=OuterRef("told"))))
        .select_related("conversation", "identity")
        .order_by("pk")[:AT_ONCE]
    )
    behind = _behind(waiting)
    for place in waiting:
        members = behind.get((place.identity.member_id, place.identity.body_id), [])
        talk = place.conversation
        hear(actor=actor, kind=WAITS, thing=talk, group=talk.notices, membership_ids=members)
        place.told = place.conversation.last_seq
    Participant.objects.bulk_update(waiting, ["told"], batch_size=200)
    return len(waiting)


@transaction.atomic
def tell_of_end(*, actor: Reader, membership_id: int) -> None:
    """A membership ended: the others in its conversations look again, and see that the next epoch leaves it out."""
    require(can_clear_messages, actor)
    ended = Membership.objects.filter(pk=membership_id).values_list("member_id", "authority__body_id").first()
    if ended is None:
        return
    places = Participant.objects.filter(PRESENT, identity__member=ended[0], identity__body=ended[1])
    for conversation in Conversation.objects.filter(pk__in=places.values("conversation")):
        announce(MessagesChanged.of(conversation))


def _behind(places: list[Participant]) -> dict[tuple[int, int], list[int]]:
    members = {place.identity.member_id for place in places}
    found: dict[tuple[int, int], list[int]] = {}
    rows = Membership.objects.filter(current(), PRACTITIONERS, member__in=members)
    for pk, member, body in rows.values_list("pk", "member_id", "authority__body_id"):
        found.setdefault((member, body), []).append(pk)
    return found
