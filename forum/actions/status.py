"""Whose turn it is, how a topic ended, and what stands at the top of a forum."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from forum.access import COORDINATOR, can_pin, can_set_status
from forum.actions.order import record_act
from forum.actions.telling import tell_author, tell_states
from forum.events import TopicChanged
from forum.models import ModerationAct, RequestedBody, Topic
from forum.querysets.locks import locked
from live.outbox import announce
from network.guard import require
from network.models import Body, Membership
from network.readers import Reader


@transaction.atomic
def set_status(
    *,
    actor: Reader,
    topic: Topic,
    status: str,
    waiting_author: bool = False,
    waiting_body: Body | None = None,
    waiting_until: datetime | None = None,
) -> Topic:
    """The author, a helper or the coordinator says where a topic stands; "waiting" names the author or one body.

    Since when somebody is waited for is kept when only the date changes.
    """
    topic = locked(topic)
    require(can_set_status, actor, topic)
    before = (topic.status, topic.waiting_author, topic.waiting_body_id)
    waits = status == Topic.Status.WAITING
    topic.status = status
    topic.waiting_author = waits and waiting_author
    topic.waiting_body = waiting_body if waits and not waiting_author else None
    topic.waiting_until = waiting_until if waits else None
    if not waits:
        topic.waiting_since = None
    elif before != (topic.status, topic.waiting_author, topic.waiting_body_id):
        topic.waiting_since = timezone.now()
    topic.save()
    RequestedBody.objects.filter(topic=topic).update(is_open=topic.is_open)
    announce(TopicChanged.of(topic))
    if before != (topic.status, topic.waiting_author, topic.waiting_body_id):
        _tell_whose_turn_it_is(actor, topic)
    return topic


def _tell_whose_turn_it_is(actor: Reader, topic: Topic) -> None:
    if not isinstance(actor, Membership):
        return
    if topic.waiting_author:
        tell_author(actor=actor, topic=topic)
    elif topic.waiting_body_id is not None:
        tell_states(actor=actor, topic=topic, body_ids=[topic.waiting_body_id], kind="your_turn")


@transaction.atomic
def pin_topic(*, actor: Reader, topic: Topic, reason: str = "") -> Topic:
    """The coordinator keeps a topic at the top of its forum; the act is recorded."""
    require(can_pin, actor, topic)
    return _pin(actor, topic, reason, at=timezone.now())


@transaction.atomic
def unpin_topic(*, actor: Reader, topic: Topic, reason: str = "") -> Topic:
    """The coordinator lets a topic stand where its last post puts it; the act is recorded."""
    require(can_pin, actor, topic)
    return _pin(actor, topic, reason, at=None)


def _pin(actor: Reader, topic: Topic, reason: str, at: datetime | None) -> Topic:
    topic = locked(topic)
    if topic.pinned == (at is not None):
        return topic
    topic.pinned, topic.pinned_at = at is not None, at
    topic.save(update_fields=["pinned", "pinned_at"])
    act = ModerationAct.Act.PINNED if topic.pinned else ModerationAct.Act.UNPINNED
    network = topic.forum.network
    record_act(actor=actor, network=network, act=act, role=COORDINATOR, reason=reason, topic=topic)
    announce(TopicChanged.of(topic))
    return topic
