"""A topic is locked, opened again or slowed down, each with a reason that the network reads."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from forum.access import COORDINATOR, HELPER, place_of
from forum.access.order import can_keep_order, can_keep_pace
from forum.actions.order import record_act
from forum.events import TopicChanged
from forum.models import ModerationAct, Post, Topic
from forum.querysets.locks import locked
from live.outbox import announce
from network.conflicts import Conflict
from network.guard import require
from network.models import Membership
from network.readers import Reader

Act = ModerationAct.Act
LOCKED_ALREADY = gettext_lazy("This topic is locked already. Somebody else may have locked it a moment ago.")
OPEN_ALREADY = gettext_lazy("This topic is not locked. Somebody else may have opened it again a moment ago.")


@transaction.atomic
def lock_topic(*, actor: Reader, topic: Topic, reason: str) -> Topic:
    """The coordinator locks a topic: it can be read, and nobody replies any more."""
    topic = locked(topic)
    require(can_keep_order, actor, topic)
    if topic.locked_at is not None:
        raise Conflict(LOCKED_ALREADY)
    topic.locked_at = timezone.now()
    return _kept(actor, topic, Act.LOCKED, reason)


@transaction.atomic
def unlock_topic(*, actor: Reader, topic: Topic, reason: str) -> Topic:
    """The coordinator opens a locked topic again."""
    topic = locked(topic)
    require(can_keep_order, actor, topic)
    if topic.locked_at is None:
        raise Conflict(OPEN_ALREADY)
    topic.locked_at = None
    return _kept(actor, topic, Act.UNLOCKED, reason)


@transaction.atomic
def slow_topic(*, actor: Reader, topic: Topic, seconds: int, reason: str) -> Topic:
    """The coordinator lets each member post once in SECONDS (0: as often as he likes); helpers and he are exempt."""
    topic = locked(topic)
    require(can_keep_order, actor, topic)
    if topic.slow_seconds == seconds:
        return topic
    topic.slow_seconds = seconds
    return _kept(actor, topic, Act.SLOWED, reason)


def keep_pace(*, author: Membership, topic: Topic) -> None:
    """Raise Conflict, with the time from which AUTHOR may post again, where TOPIC (locked row) is slowed down."""
    require(can_keep_pace, author)
    if not topic.slow_seconds or place_of(author, topic) in {COORDINATOR, HELPER}:
        return
    mine = Post.objects.filter(topic_id=topic.pk, author_id=author.pk).order_by("-seq")
    last = mine.values_list("created_at", flat=True).first()
    if last is None:
        return
    again = last + timedelta(seconds=topic.slow_seconds)
    if again > timezone.now():
        when = _in_words(again, author)
        raise Conflict(_("This topic is slowed down. You can post in it again at %(when)s.") % {"when": when})


def _kept(actor: Reader, topic: Topic, act: str, reason: str) -> Topic:
    topic.save(update_fields=["locked_at", "slow_seconds"])
    network = topic.forum.network
    record_act(actor=actor, network=network, act=act, role=str(COORDINATOR), reason=reason, topic=topic)
    announce(TopicChanged.of(topic))
    return topic


def _in_words(moment: datetime, author: Membership) -> str:
    zone = ZoneInfo(author.member.zone or author.authority.zone)
    locale = (get_language() or "en").replace("-", "_")
    return format_datetime(moment, "d MMM y HH:mm:ss", tzinfo=zone, locale=locale)
