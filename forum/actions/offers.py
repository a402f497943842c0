"""Offering a topic to a second network: proposed, consented to, accepted or declined, withdrawn in one act."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access.coded import COORDINATOR
from forum.access.offers import (
    can_consent,
    can_decide_offer,
    can_offer_to,
    can_withdraw_offer,
    consenting,
    speaks_for_author,
)
from forum.actions.order import record_act
from forum.events import OfferChanged, TopicShared, tell_quotes
from forum.models import Forum, ModerationAct, Offer, Topic
from forum.querysets.locks import locked
from forum.search.jobs import index_topic
from live.events import saw
from live.outbox import announce
from network import audit
from network.conflicts import Conflict
from network.guard import require
from network.models import ContactPoint, Membership, Network
from network.querysets import current
from network.readers import Reader
from notices.actions import hear

Act = ModerationAct.Act
Status = Offer.Status
STANDING = [Status.PROPOSED, Status.OFFERED, Status.ACCEPTED]


@transaction.atomic
def propose_offer(*, actor: Membership, topic: Topic, network: Network, note: str = "") -> Offer:
    """Who speaks for the author offers a topic at once; a helper or coordinator proposes it, and consent is asked.

    The other network's coordinators read the topic from the moment in which it is offered. Raises Conflict when it is
    offered to that network already.
    """
    topic = locked(topic)
    require(can_offer_to, actor, topic, network)
    now = timezone.now()
    is_author = speaks_for_author(actor, topic)
    try:
        with transaction.atomic():
            offer: Offer = Offer.objects.create(
                topic=topic,
                network=network,
                status=Status.OFFERED if is_author else Status.PROPOSED,
                note=note,
                proposed_by=actor,
                proposed_at=now,
                consented_at=now if is_author else None,
            )
    except IntegrityError as error:
        raise Conflict(_("This topic is offered to that network already.")) from error
    _record("offer_proposed", actor, offer)
    if is_author:
        index_topic.enqueue(topic.pk)
        _tell_coordinators(actor, offer)
    else:
        _tell(actor, offer, "consent_asked", list(consenting(topic).values_list("pk", flat=True)))
    return offer


@transaction.atomic
def consent_to_offer(*, actor: Membership, offer: Offer) -> Offer:
    """Who speaks for the author consents; the other network's coordinators read the topic from now on and decide."""
    offer = _locked(offer)
    require(can_consent, actor, offer)
    _expect(offer, Status.PROPOSED)
    offer.status, offer.consented_at = Status.OFFERED, timezone.now()
    offer.save(update_fields=["status", "consented_at"])
    index_topic.enqueue(offer.topic_id)
    _record("offer_consented", actor, offer)
    _tell_coordinators(actor, offer)
    return offer


@transaction.atomic
def refuse_consent(*, actor: Membership, offer: Offer, reason: str = "") -> Offer:
    """Who speaks for the author does not consent; the other network never hears of it."""
    offer = _locked(offer)
    require(can_consent, actor, offer)
    _expect(offer, Status.PROPOSED)
    _decide(offer, Status.DECLINED, actor, reason)
    _record("offer_refused", actor, offer)
    _tell(actor, offer, "offer_decided", [offer.proposed_by_id])
    return offer


@transaction.atomic
def accept_offer(*, actor: Membership, offer: Offer, forum: Forum) -> Offer:
    """The other network's coordinator lets the topic stand in FORUM of his network, whose contact points then see it.

    Raises Conflict when the forum is another network's or closed, or the offer was decided or withdrawn meanwhile.
    """
    offer = _locked(offer)
    require(can_decide_offer, actor, offer)
    _expect(offer, Status.OFFERED)
    place = Forum.objects.select_for_update().get(pk=forum.pk)
    if place.network_id != offer.network_id or place.closed_at is not None:
        raise Conflict(_("Choose an open forum of your network."))
    offer.forum = place
    _decide(offer, Status.ACCEPTED, actor, "")
    if not place.takes_offers:
        Forum.objects.filter(pk=place.pk).update(takes_offers=True)
    _record("offer_accepted", actor, offer)
    _log(actor, offer, Act.SHARED)
    _tell(actor, offer, "offer_decided", _concerned(offer))
    hear(actor=actor, kind="topic_shared", thing=offer, group=f"topic:{offer.topic_id}")
    states = ContactPoint.objects.filter(
        current(), network_id=offer.network_id, membership__authority__body_id__in=offer.topic.requested_ids
    )
    if named := list(states.values_list("membership_id", flat=True)):
        hear(actor=actor, kind="named_state", thing=offer.topic, group=f"topic:{offer.topic_id}", membership_ids=named)
    announce(TopicShared.of(offer))
    tell_quotes(offer.topic)
    return offer


@transaction.atomic
def decline_offer(*, actor: Membership, offer: Offer, reason: str) -> Offer:
    """The other network's coordinator declines, with the reason that the author reads, and sees the topic no longer."""
    offer = _locked(offer)
    require(can_decide_offer, actor, offer)
    _expect(offer, Status.OFFERED)
    was = saw(offer.topic)
    _decide(offer, Status.DECLINED, actor, reason)
    _record("offer_declined", actor, offer)
    record_act(actor=actor, network=offer.network, act=Act.DECLINED, role=COORDINATOR, reason=reason, topic=offer.topic)
    _tell(actor, offer, "offer_decided", _concerned(offer))
    announce(OfferChanged.of(offer, was=was))
    tell_quotes(offer.topic)
    return offer


@transaction.atomic
def withdraw_offer(*, actor: Membership, offer: Offer, reason: str = "") -> Offer:
    """The author or the coordinator of either network ends it in one act: the second network loses the topic at once.

    What its members wrote stays. Raises Conflict when nothing stands any more.
    """
    offer = _locked(offer)
    require(can_withdraw_offer, actor, offer)
    _expect(offer, *STANDING)
    was = saw(offer.topic)
    if offer.status == Status.ACCEPTED:
        _log(actor, offer, Act.UNSHARED, reason)
    _decide(offer, Status.WITHDRAWN, actor, reason)
    _record("offer_withdrawn", actor, offer)
    _tell(actor, offer, "offer_decided", _concerned(offer))
    announce(OfferChanged.of(offer, was=was))
    tell_quotes(offer.topic)
    return offer


def _locked(offer: Offer) -> Offer:
    """Return OFFER as it stands now, held with its topic: whoever changes the topic's code withdraws it there."""
    topic = locked(offer.topic)
    fresh: Offer = Offer.objects.select_for_update(of=("self",)).select_related("network").get(pk=offer.pk)
    fresh.topic = topic
    return fresh


def _expect(offer: Offer, *statuses: str) -> None:
    if offer.status not in statuses:
        said = _("This was decided meanwhile: the offer is %(status)s.")
        raise Conflict(said % {"status": offer.get_status_display()})


def _decide(offer: Offer, status: str, actor: Membership, reason: str) -> None:
    offer.status, offer.decided_by, offer.decided_at, offer.reason = status, actor, timezone.now(), reason
    offer.save(update_fields=["status", "forum", "decided_by", "decided_at", "reason"])
    index_topic.enqueue(offer.topic_id)


def _tell_coordinators(actor: Membership, offer: Offer) -> None:
    places = ContactPoint.objects.filter(
        current(), network_id=offer.network_id, role=ContactPoint.Role.COORDINATOR
    ).values_list("membership_id", flat=True)
    _tell(actor, offer, "topic_offered", list(places))


def _tell(actor: Membership, offer: Offer, kind: str, membership_ids: list[int]) -> None:
    hear(actor=actor, kind=kind, thing=offer, group=f"offer:{offer.pk}", membership_ids=membership_ids)


def _concerned(offer: Offer) -> list[int]:
    """Return who hears what became of OFFER: who speaks for the author, and who proposed it."""
    return [*consenting(offer.topic).values_list("pk", flat=True), offer.proposed_by_id]


def _log(actor: Membership, offer: Offer, act: str, reason: str = "") -> None:
    """Members of both networks read in their logs that the topic is one thread of both, or no longer."""
    role = str(COORDINATOR)
    if speaks_for_author(actor, offer.topic):
        role = "author" if offer.topic.author_id == actor.pk else "authority"
    for network in (offer.topic.forum.network, offer.network):
        record_act(actor=actor, network=network, act=act, role=role, reason=reason, topic=offer.topic)


def _record(act: str, actor: Reader, offer: Offer) -> None:
    """Both networks' coordinators may ask later who did it: it stands in the audit of the network that it concerns."""
    network = offer.network if act in {"offer_accepted", "offer_declined"} else offer.topic.forum.network
    audit.record(act, actor=actor, subject=offer.topic, duty="content", network=network, words=offer.reason)
