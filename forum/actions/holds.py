"""A hold on a topic: set by two persons and ended by two; while it stands nothing of the topic is erased."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.access import COORDINATOR
from forum.access.keeping import acts_as, can_change_hold, can_hold
from forum.actions.order import record_act
from forum.models import Hold, ModerationAct, Topic
from forum.querysets.locks import locked
from network import audit
from network.access import SECRETARIAT
from network.conflicts import Conflict
from network.guard import Refused, require
from network.models import ContactPoint, Membership
from network.querysets import current
from notices.actions import hear

HELD_ALREADY = _("A hold on this topic stands already, or waits for a second person.")
CHANGED_MEANWHILE = _("Somebody else has changed this hold in the meantime.")
SECOND_PERSON = _("You asked for this yourself: it takes a second person.")


@transaction.atomic
def ask_hold(*, actor: Membership, topic: Topic, reason: str) -> Hold:
    """A coordinator or the secretariat asks that a topic be held; it is when a second person confirms."""
    topic = locked(topic)
    require(can_hold, actor, topic)
    try:
        with transaction.atomic():
            hold: Hold = Hold.objects.create(topic=topic, reason=reason, asked_by=actor, asked_at=timezone.now())
    except IntegrityError as error:
        raise Conflict(HELD_ALREADY) from error
    _tell(actor, hold, "hold_asked")
    return hold


@transaction.atomic
def confirm_hold(*, actor: Membership, hold: Hold) -> Hold:
    """A second person confirms: from now on nothing of the topic is erased or removed by its age."""
    hold = _locked(hold)
    require(can_change_hold, actor, hold)
    if hold.ended_at is not None or hold.confirmed_at is not None:
        raise Conflict(CHANGED_MEANWHILE)
    if hold.asked_by_id == actor.pk:
        raise Refused(SECOND_PERSON)
    hold.confirmed_by, hold.confirmed_at = actor, timezone.now()
    hold.save(update_fields=["confirmed_by", "confirmed_at"])
    _record(actor, hold, ModerationAct.Act.HELD)
    return hold


@transaction.atomic
def ask_end(*, actor: Membership, hold: Hold) -> Hold:
    """One of those people asks that the hold end. One that nobody has confirmed is taken back by this alone."""
    hold = _locked(hold)
    require(can_change_hold, actor, hold)
    if hold.ended_at is not None or hold.end_asked_by_id is not None:
        raise Conflict(CHANGED_MEANWHILE)
    if hold.confirmed_at is None:
        hold.ended_by, hold.ended_at = actor, timezone.now()
        hold.save(update_fields=["ended_by", "ended_at"])
        return hold
    hold.end_asked_by = actor
    hold.save(update_fields=["end_asked_by"])
    _tell(actor, hold, "hold_end_asked")
    return hold


@transaction.atomic
def end_hold(*, actor: Membership, hold: Hold) -> Hold:
    """A second person ends it."""
    hold = _locked(hold)
    require(can_change_hold, actor, hold)
    if hold.ended_at is not None or hold.end_asked_by_id is None:
        raise Conflict(CHANGED_MEANWHILE)
    if hold.end_asked_by_id == actor.pk:
        raise Refused(SECOND_PERSON)
    hold.ended_by, hold.ended_at = actor, timezone.now()
    hold.save(update_fields=["ended_by", "ended_at"])
    _record(actor, hold, ModerationAct.Act.RELEASED)
    return hold


def _tell(actor: Membership, hold: Hold, act: str) -> None:
    network = hold.topic.forum.network
    audit.record(act, actor=actor, subject=hold, duty="content", network=network, words=hold.reason)
    seconds = _seconds(network.pk)
    hear(actor=actor, kind="hold_waits", thing=hold, group=f"network:{network.pk}", membership_ids=seconds)


def _record(actor: Membership, hold: Hold, act: str) -> None:
    topic = hold.topic
    role = acts_as(actor, topic)
    record_act(actor=actor, network=topic.forum.network, act=act, role=role, reason=hold.reason, topic=topic)


def _locked(hold: Hold) -> Hold:
    rows = Hold.objects.select_for_update(of=("self",)).select_related("topic__forum__network", "topic__network")
    found: Hold = rows.get(pk=hold.pk)
    # Nothing is erased between the look at the hold and its end.
    locked(found.topic)
    return found


def _seconds(network_id: int) -> Sequence[int]:
    places = ContactPoint.objects.filter(current(), network_id=network_id, role=COORDINATOR)
    officers = Membership.objects.filter(current(), SECRETARIAT, duty_content=True)
    return [*places.values_list("membership_id", flat=True), *officers.values_list("pk", flat=True)]
