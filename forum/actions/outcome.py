"""What follows when nobody answers, and when somebody has: reminders by working days, and whether it helped."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access.outcome import can_remind, can_say_outcome
from forum.actions.status import set_status
from forum.models import ASKING_KINDS, Post, Topic
from forum.querysets.locks import locked
from network.calendar import calendar_of
from network.guard import Refused, require
from network.models import ContactPoint
from network.querysets import current
from network.readers import Reader
from notices.actions import hear

# Working days of the asker's authority without an answer, after which these are told.
HELPERS_AFTER = 2
COORDINATOR_AFTER = 5
# Working days after which the author of an answered topic is asked.
ASKED_AFTER = 1
# What lies longer back, an archive that was brought in for example, reminds nobody.
FARTHEST = timedelta(days=60)
CHUNK = 200

Role = ContactPoint.Role


def remind_of_unanswered(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock tells helpers, then coordinators, of questions that nobody answered; each once. Return how many."""
    require(can_remind, actor)
    now = now or timezone.now()
    others = Post.objects.filter(topic=OuterRef("pk")).exclude(author=OuterRef("author"))
    waiting = Topic.objects.filter(
        ~Exists(others),
        status=Topic.Status.OPEN,
        replied_at=None,
        kind__in=ASKING_KINDS,
        coordinator_told_at=None,
        created_at__gt=now - FARTHEST,
        merged_into=None,
        locked_at=None,
        forum__closed_at=None,
    )
    count = 0
    for topic in _with_offices(waiting.order_by("created_at", "pk")):
        days = _working_days(topic, topic.stands_since or topic.created_at, now)
        if days >= HELPERS_AFTER and topic.helpers_told_at is None:
            count += _tell_once(actor, topic, "helpers_told_at", Role.HELPER, now)
        if days >= COORDINATOR_AFTER:
            count += _tell_once(actor, topic, "coordinator_told_at", Role.COORDINATOR, now)
    return count


def ask_for_outcomes(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock asks the author of each answered topic whether it solved the problem, once. Return how many."""
    require(can_remind, actor)
    now = now or timezone.now()
    answered = Topic.objects.filter(
        status=Topic.Status.ANSWERED, outcome_asked_at=None, stands_since__gt=now - FARTHEST, merged_into=None
    )
    count = 0
    for topic in _with_offices(answered.order_by("stands_since", "pk")):
        if topic.stands_since and _working_days(topic, topic.stands_since, now) >= ASKED_AFTER:
            count += _once(actor, topic, "outcome_asked_at", now, "outcome_asked", [topic.author_id])
    return count


@transaction.atomic
def say_outcome(*, actor: Reader, topic: Topic, solved: bool) -> Topic:
    """The author says of an answered topic whether it solved the problem; if not yet, it is open again."""
    topic = locked(topic)
    require(can_say_outcome, actor, topic)
    if topic.status != Topic.Status.ANSWERED:
        raise Refused(_("The status of this topic has changed in the meantime."))
    return set_status(actor=actor, topic=topic, status=Topic.Status.SOLVED if solved else Topic.Status.OPEN)


def _with_offices(topics: "QuerySet[Topic]") -> Iterator[Topic]:
    return topics.select_related("author__authority__body").iterator(chunk_size=CHUNK)


def _working_days(topic: Topic, since: datetime, now: datetime) -> int:
    return calendar_of(topic.author.authority).working_days_between(since, now)


def _tell_once(actor: Reader, topic: Topic, mark: str, role: str, now: datetime) -> int:
    places = ContactPoint.objects.filter(current(), network_id=topic.network_id, role=role)
    members = set(places.values_list("membership_id", flat=True)) - {topic.author_id}
    return _once(actor, topic, mark, now, "unanswered", members)


def _once(actor: Reader, topic: Topic, mark: str, now: datetime, kind: str, members: Collection[int]) -> int:
    """Tell MEMBERS of TOPIC unless MARK says that it was done; those who may not see it are left out when told."""
    with transaction.atomic():
        # Of two clocks one tells; and what was answered or set otherwise in the meantime is told to nobody.
        same = Topic.objects.filter(pk=topic.pk, status=topic.status, replied_at=topic.replied_at)
        if not same.filter(**{mark: None}).update(**{mark: now}):
            return 0
        hear(actor=actor, kind=kind, thing=topic, group=f"topic:{topic.pk}", membership_ids=members)
    return 1
