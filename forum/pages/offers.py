"""To which networks a topic is offered, and what is offered to a network."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from forum.access.offers import can_consent, can_decide_offer, can_offer, can_withdraw_offer
from forum.models import Forum, Offer, Topic
from forum.names import Person, readers_of_topic, words
from forum.pages.heads import TopicHead
from forum.pages.reach import reach
from network.guard import Verdict, can
from network.models import Membership, Network, PublicNetwork
from network.names import in_language
from network.page import Page

Status = Offer.Status
STANDING = [Status.PROPOSED, Status.OFFERED, Status.ACCEPTED]
MOST = 100


@dataclass(frozen=True)
class OfferView:
    """One offer as its parties read it, with what the reader may do about it."""

    public_id: str
    title: str
    code: str
    topic_id: str
    network: str
    status: str
    status_label: str
    note: str
    reason: str
    person: Person
    at: datetime
    may_consent: bool = False
    may_decide: bool = False
    may_withdraw: bool = False


@dataclass(frozen=True)
class OffersPage(Page):
    """Who reads the topic now, to whom it is offered, and the networks to which the reader may offer it."""

    template: ClassVar[str] = "forum/offers.html"
    # The topic twice, who reads, whether one may offer (three), the offers, the networks, names; each standing offer is
    # asked about by itself, and there are few.
    queries: ClassVar[int] = 11

    topic: TopicHead
    sentence: str
    offers: list[OfferView]
    may_offer: Verdict
    networks: list[tuple[str, str]]

    @classmethod
    def load(cls, reader: Membership, topic: TopicHead) -> Self:
        row = Topic.objects.visible_to(reader).select_related("forum", "author").get(pk=topic.pk)
        may_offer = can(can_offer, reader, row)
        found = list(
            Offer.objects.visible_to(reader)
            .filter(topic_id=row.pk)
            .select_related("network")
            .order_by("-proposed_at", "-pk")[:MOST]
        )
        for offer in found:
            offer.topic = row
        taken = {offer.network_id for offer in found if offer.status in STANDING} | {row.network_id}
        people = words({offer.proposed_by_id for offer in found}).shown_to(reader, inside=False).people
        return cls(
            topic=topic,
            sentence=reach(topic.code, readers_of_topic(topic), topic.networks),
            offers=[_view(reader, offer, people[offer.proposed_by_id], with_acts=True) for offer in found],
            may_offer=may_offer,
            networks=_networks(reader, taken) if may_offer else [],
        )

    @property
    def standing(self) -> list[OfferView]:
        return [offer for offer in self.offers if offer.status in STANDING]

    @property
    def past(self) -> list[OfferView]:
        return [offer for offer in self.offers if offer.status not in STANDING]


@dataclass(frozen=True)
class NetworkOffersPage(Page):
    """What waits for the coordinator's decision, and what stands in the network because it was accepted."""

    template: ClassVar[str] = "forum/network_offers.html"
    # The offers, names.
    queries: ClassVar[int] = 2

    network: Network
    waiting: list[OfferView]
    accepted: list[OfferView]

    @classmethod
    def load(cls, reader: Membership, network: Network) -> Self:
        found = list(
            Offer.objects.visible_to(reader)
            .filter(network_id=network.pk, status__in=[Status.OFFERED, Status.ACCEPTED])
            .select_related("topic__network")
            .order_by("-proposed_at", "-pk")[:MOST]
        )
        people = words({offer.proposed_by_id for offer in found}).shown_to(reader, inside=False).people
        views = [_view(reader, offer, people[offer.proposed_by_id], from_home=True) for offer in found]
        return cls(
            network=network,
            waiting=[one for one in views if one.status == Status.OFFERED],
            accepted=[one for one in views if one.status == Status.ACCEPTED],
        )


@dataclass(frozen=True)
class DecidePage(Page):
    """One offer, for the coordinator of the network to which it is made: accept it into a forum, or decline."""

    template: ClassVar[str] = "forum/offer_decide.html"
    # The forums, names.
    queries: ClassVar[int] = 2

    offer: OfferView
    network: Network
    forums: list[Forum]

    @classmethod
    def load(cls, reader: Membership, offer: Offer) -> Self:
        people = words({offer.proposed_by_id}).shown_to(reader, inside=False).people
        return cls(
            offer=_view(reader, offer, people[offer.proposed_by_id], from_home=True),
            network=offer.network,
            forums=open_forums(reader, offer.network_id),
        )


def open_forums(reader: Membership, network_id: int) -> list[Forum]:
    """Return the forums of a network in which something can be put, in their order."""
    rows = Forum.objects.visible_to(reader).filter(network_id=network_id, closed_at=None).order_by("position", "pk")
    return list(rows)


def _networks(reader: Membership, taken: set[int]) -> list[tuple[str, str]]:
    rows = PublicNetwork.objects.visible_to(reader).filter(status=Network.Status.ACTIVE, link_only=False)
    found = [(network.public_id, network.name) for network in rows if network.pk not in taken]
    return sorted(found, key=lambda choice: choice[1].casefold())


def _view(
    reader: Membership, offer: Offer, person: Person, *, with_acts: bool = False, from_home: bool = False
) -> OfferView:
    stands = with_acts and offer.status in STANDING
    return OfferView(
        public_id=offer.public_id,
        title=offer.topic.title,
        code=offer.topic.code,
        topic_id=offer.topic.public_id,
        network=in_language(offer.topic.network.names) if from_home else offer.network.name,
        status=offer.status,
        status_label=offer.get_status_display(),
        note=offer.note,
        reason=offer.reason,
        person=person,
        at=offer.decided_at or offer.consented_at or offer.proposed_at,
        may_consent=stands and offer.status == Status.PROPOSED and bool(can(can_consent, reader, offer)),
        may_decide=stands and offer.status == Status.OFFERED and bool(can(can_decide_offer, reader, offer)),
        may_withdraw=stands and bool(can(can_withdraw_offer, reader, offer)),
    )
