"""Deciding how much one hears of a network, a forum, a topic."""

from django.db import transaction

from forum.access.following import can_follow
from forum.models import Follow, Forum, Topic
from network.guard import Refused, require
from network.models import Membership, Network
from network.planned import asked, in_dialect

# What was said about the topic before stays: who has muted it and writes in it hears nothing of it.
WRITTEN = (
    "INSERT INTO forum_follow (membership_id, level, network_id, forum_id, topic_id) "
    "VALUES (%s, %s, NULL, NULL, %s) ON CONFLICT DO NOTHING"
)
KEYS = {Network: "network", Forum: "forum", Topic: "topic"}


@transaction.atomic
def set_follow(*, actor: Membership, thing: Network | Forum | Topic, level: str) -> None:
    """A member decides how much he hears of THING; LEVEL "" takes the word back, and what is above it counts."""
    require(can_follow, actor)
    key = KEYS[type(thing)]
    if not type(thing).objects.visible_to(actor).filter(pk=thing.pk).exists():
        raise Refused
    if not level:
        Follow.objects.filter(membership=actor, **{key: thing}).delete()
        return
    Follow.objects.update_or_create(membership=actor, **{key: thing}, defaults={"level": Follow.Level(level)})


def follow_by_writing(*, author: Membership, topic: Topic) -> None:
    """Whoever writes in a topic follows it from then on, unless he has said otherwise; one statement."""
    require(can_follow, author)
    with asked(in_dialect(WRITTEN), [author.pk, str(Follow.Level.FOLLOW), topic.pk]):
        pass
