"""Whose turn it is, how a topic ended, and what stands at the top of a forum."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access import COORDINATOR, can_pin, can_set_status
from forum.actions.order import record_act
from forum.actions.telling import tell_author, tell_states
from forum.events import TopicChanged
from forum.models import ModerationAct, RequestedBody, StatusChange, Topic
from forum.models.topics import OVER
from forum.querysets.locks import locked
from live.outbox import announce
from network.guard import Refused, require
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
    waiting_zone: str = "",
    reason: str = "",
) -> Topic:
    """The author, a helper or the coordinator says where a topic stands; "waiting" names the author or one body.

    WAITING_ZONE is the time zone in which WAITING_UNTIL was said. What was over is opened again only with a REASON.
    Since when somebody is waited for is kept when only the date changes. Each change is kept for the topic's course.
    """
    topic = locked(topic)
    require(can_set_status, actor, topic)
    if _reopens(topic, status) and not reason.strip():
        raise Refused(_("This topic was over. Say why it is opened again."))
    before, day_before = _turn(topic), topic.waiting_until
    waits = status == Topic.Status.WAITING
    topic.status = status
    topic.waiting_author = waits and waiting_author
    topic.waiting_body = waiting_body if waits and not waiting_author else None
    topic.waiting_until = waiting_until if waits else None
    topic.waiting_zone = waiting_zone if topic.waiting_until else ""
    if before == _turn(topic) and day_before == topic.waiting_until:
        return topic
    if before != _turn(topic):
        topic.stands_since = timezone.now()
        topic.waiting_since = topic.stands_since if waits else None
    topic.save()
    RequestedBody.objects.filter(topic=topic).update(is_open=topic.is_open)
    note_status(actor=actor, topic=topic, reason=reason)
    announce(TopicChanged.of(topic))
    if before != _turn(topic):
        _tell_whose_turn_it_is(actor, topic)
    return topic


def _reopens(topic: Topic, status: str) -> bool:
    """Whether STATUS opens TOPIC, which was over, again."""
    return topic.status in OVER and status not in OVER


@transaction.atomic
def note_status(*, actor: Reader, topic: Topic, reason: str = "") -> StatusChange:
    """Keep for the topic's course that its status, as it stands now, was set by ACTOR."""
    require(can_set_status, actor, topic)
    kept: StatusChange = StatusChange.objects.create(
        topic=topic,
        actor=actor if isinstance(actor, Membership) else None,
        at=timezone.now(),
        status=topic.status,
        waiting_author=topic.waiting_author,
        waiting_body_id=topic.waiting_body_id,
        waiting_until=topic.waiting_until,
        waiting_zone=topic.waiting_zone,
        reason=reason.strip(),
    )
    return kept


def _turn(topic: Topic) -> tuple[str, bool, int | None]:
    return topic.status, topic.waiting_author, topic.waiting_body_id


def _tell_whose_turn_it_is(actor: Reader, topic: Topic) -> None:
    if not isinstance(actor, Membership):
        return
    if topic.waiting_author:
        tell_author(actor=actor, topic=topic)
    elif topic.waiting_body_id is not None:
        tell_states(actor=actor, topic=topic, body_ids=[topic.waiting_body_id], kind="your_turn")


@transaction.atomic
def pin_topic(*, actor: Reader, topic: Topic, reason: str) -> Topic:
    """The coordinator keeps a topic at the top of its forum, with a reason that the network reads."""
    topic = locked(topic)
    require(can_pin, actor, topic)
    return _pin(actor, topic, reason, at=timezone.now())


@transaction.atomic
def unpin_topic(*, actor: Reader, topic: Topic, reason: str) -> Topic:
    """The coordinator lets a topic stand where its last post puts it, with a reason that the network reads."""
    topic = locked(topic)
    require(can_pin, actor, topic)
    return _pin(actor, topic, reason, at=None)


def _pin(actor: Reader, topic: Topic, reason: str, at: datetime | None) -> Topic:
    if topic.pinned == (at is not None):
        return topic
    topic.pinned, topic.pinned_at = at is not None, at
    topic.save(update_fields=["pinned", "pinned_at"])
    act = ModerationAct.Act.PINNED if topic.pinned else ModerationAct.Act.UNPINNED
    network = topic.forum.network
    record_act(actor=actor, network=network, act=act, role=COORDINATOR, reason=reason, topic=topic)
    announce(TopicChanged.of(topic))
    return topic
