"""What members hear of: a new topic, a reply, a State that a topic names, the side that is waited for."""

from collections.abc import Collection

from forum.models import Post, Topic
from forum.replied import replied
from network.guard import require
from network.models import ContactPoint, Membership
from network.querysets import current
from notices.access import can_tell
from notices.actions import hear


def tell_states(*, actor: Membership, topic: Topic, body_ids: Collection[int], kind: str = "named_state") -> None:
    """The contact points of these States in the topic's network are told that something waits; nothing else is said."""
    require(can_tell, actor, topic)
    if not body_ids:
        return
    places = ContactPoint.objects.filter(
        current(), network_id=topic.network_id, membership__authority__body_id__in=body_ids
    )
    _tell(actor, topic, kind, places.values_list("membership_id", flat=True))


def tell_author(*, actor: Membership, topic: Topic) -> None:
    """The author is told that the others wait for him."""
    require(can_tell, actor, topic)
    _tell(actor, topic, "your_turn", [topic.author_id])


def tell_of_topic(*, actor: Membership, topic: Topic) -> None:
    """Those who follow the forum or the network hear of a new topic: one statement here, the rest is a job."""
    require(can_tell, actor, topic)
    hear(actor=actor, kind="new_topic", thing=topic, group=f"topic:{topic.pk}")


def tell_of_post(*, actor: Membership, post: Post) -> None:
    """Those who follow the topic hear of a reply, and search finds it: one statement here, the rest is a job."""
    require(can_tell, actor, post)
    hear(actor=actor, kind="reply", thing=post, group=f"topic:{post.topic_id}", by=replied)


def _tell(actor: Membership, topic: Topic, kind: str, membership_ids: Collection[int]) -> None:
    hear(actor=actor, kind=kind, thing=topic, group=f"topic:{topic.pk}", membership_ids=membership_ids)
