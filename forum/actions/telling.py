"""Mail for those whose turn it is: a State that a topic names, or the side that is waited for."""

from collections.abc import Collection

from forum.models import Topic
from network.guard import require
from network.models import ContactPoint, Membership
from network.querysets import current
from notices.access import can_tell
from notices.actions import tell_many


def tell_states(*, actor: Membership, topic: Topic, body_ids: Collection[int]) -> None:
    """The contact points of these States in the topic's network are told that something waits; nothing else is said."""
    require(can_tell, actor, topic)
    if not body_ids:
        return
    places = ContactPoint.objects.filter(
        current(), network_id=topic.network_id, membership__authority__body_id__in=body_ids
    )
    _tell(actor, topic, places.values_list("membership_id", flat=True))


def tell_author(*, actor: Membership, topic: Topic) -> None:
    """The author is told that the others wait for him."""
    require(can_tell, actor, topic)
    _tell(actor, topic, [topic.author_id])


def _tell(actor: Membership, topic: Topic, membership_ids: Collection[int]) -> None:
    tell_many(actor=actor, membership_ids=membership_ids, path=topic.get_absolute_url(), thing=topic)
