"""What comes to a network from outside, as other rooms show it: offers to decide, questions that an office asked."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from forum.access.coded import coordinated
from forum.access.offers import closed_to, takes_part_here
from forum.access.speaking import spoken_for_by
from forum.addresses import address, topic_address
from forum.models import OPEN_STATUSES, Offer, Topic
from network.models import Membership, Network
from network.names import in_language
from network.readers import Reader
from network.slots import Line, provide

OFFERS, ASKED = 35, 40
MOST = 20


def to_decide(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """Offers that wait for the reader: for the consent of the author, for his decision as the coordinator."""
    if not isinstance(reader, Membership):
        return {}
    consent = Q(status=Offer.Status.PROPOSED) & spoken_for_by(reader, "topic__author")
    decision = Q(status=Offer.Status.OFFERED, network_id__in=coordinated(reader))
    rows = Offer.objects.visible_to(reader).filter(consent | decision).select_related("topic", "network")
    return {
        None: [
            Line(
                label=offer.topic.title,
                url=address("forum:offers", offer.topic.public_id),
                note=_("Your consent is asked: offer to %(network)s") % {"network": offer.network.name}
                if offer.status == Offer.Status.PROPOSED
                else _("Offered to %(network)s: accept or decline") % {"network": offer.network.name},
                since=offer.consented_at or offer.proposed_at,
                rank=OFFERS,
                kind="offer",
            )
            for offer in rows.order_by("proposed_at")[:MOST]
        ]
    }


def asked_elsewhere(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """Open questions that the reader's authority put to networks in which it has no place."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return {}
    rows = Topic.objects.visible_to(reader).filter(asked_by_id=reader.authority_id, status__in=OPEN_STATUSES)
    return {
        None: [
            Line(
                label=topic.title,
                url=topic_address(topic.public_id),
                note=_("Your question to %(network)s") % {"network": in_language(topic.network.names)},
                since=topic.last_post_at,
                rank=ASKED,
                kind="asked",
            )
            for topic in rows.select_related("network").order_by("-last_post_at")[:MOST]
        ]
    }


def askable(reader: Reader, networks: list[Network]) -> dict[Any, list[Line]]:
    """The way to ask a network in which the reader's authority has no place; one statement for all of them."""
    if not isinstance(reader, Membership) or not reader.is_practitioner or reader.is_secretariat:
        return {}
    inside = closed_to(reader)
    return {
        network: [Line(label=_("Ask this network"), url=address("forum:ask", network.public_id), kind="ask")]
        for network in networks
        if network.pk not in inside and takes_part_here(network)
    }


provide("desk", to_decide)
provide("desk", asked_elsewhere)
provide("network.outside", askable)
