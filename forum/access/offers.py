"""Who has a topic read by a second network, and who asks a network from outside; nobody is brought in unasked."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forum.access.acting import HELPER, place_of
from forum.access.coded import COORDINATOR, NARROW, readers
from forum.access.speaking import speakers_for, speaks_for
from forum.models import Offer, Topic
from network.access import is_coordinator
from network.guard import ALLOWED, Verdict, refused, verb
from network.models import ContactPoint, Membership, Network
from network.querysets import current
from network.readers import Reader

TOO_NARROW = _("A topic with TLP:RED or TLP:AMBER+STRICT stays with those who are named on it.")


@verb
def can_offer(actor: Reader, topic: Topic) -> Verdict:
    """Who speaks for the author, a helper or the coordinator of its network offers a topic that has AMBER or wider."""
    role = place_of(actor, topic)
    if role not in {COORDINATOR, HELPER} and not (role and speaks_for_author(actor, topic)):
        return refused(_("Only the author, a helper or the coordinator offers a topic to another network."))
    if not _sees(actor, topic):
        return refused(_("Only who reads a topic offers it to another network."))
    if topic.code in NARROW:
        return refused(TOO_NARROW)
    if topic.asked_by_id is not None:
        return refused(_("This was asked from outside: only the office that asked and this network see it."))
    if not topic.author.is_current() and not consenting(topic).exists():
        return refused(_("The author has left, and no manager of that authority reads the topic to consent."))
    return ALLOWED


@verb
def can_offer_to(actor: Reader, topic: Topic, network: Network) -> Verdict:
    """The same, to a network that works here, and another one than the topic's."""
    verdict = can_offer(actor, topic)
    if not verdict:
        return verdict
    if network.pk == topic.network_id:
        return refused(_("The topic stands in this network already."))
    return takes_part_here(network)


def takes_part_here(network: Network) -> Verdict:
    """Whether NETWORK can be brought something: it is active, and works on this platform."""
    if network.link_only:
        return refused(_("This network works on a platform of its own: nothing can be brought to it here."))
    if network.status != Network.Status.ACTIVE:
        return refused(_("This network is not active yet: nothing can be brought to it."))
    return ALLOWED


@verb
def can_consent(actor: Reader, offer: Offer) -> Verdict:
    """The author says whether another network may read the topic; when he has left, the manager of his authority."""
    if _sees_offer(actor, offer) and speaks_for_author(actor, offer.topic):
        return ALLOWED
    return refused(
        _("Only the author consents that another network reads the topic; when he has left, his authority's manager.")
    )


@verb
def can_decide_offer(actor: Reader, offer: Offer) -> Verdict:
    """The coordinator of the network to which it is offered accepts or declines."""
    if not _sees_offer(actor, offer) or not is_coordinator(actor, offer.network):
        return refused(_("Only the coordinator of the network to which a topic is offered decides about it."))
    if offer.topic.code in NARROW:
        return refused(TOO_NARROW)
    return ALLOWED


@verb
def can_withdraw_offer(actor: Reader, offer: Offer) -> Verdict:
    """Each side alone: who speaks for the author, a coordinator of either; who proposed it, until it is accepted."""
    if _sees_offer(actor, offer):
        if speaks_for_author(actor, offer.topic):
            return ALLOWED
        if is_coordinator(actor, offer.network) or place_of(actor, offer.topic) == COORDINATOR:
            return ALLOWED
        if offer.proposed_by_id == getattr(actor, "pk", None) and offer.status != Offer.Status.ACCEPTED:
            return ALLOWED
    return refused(_("Only the author and the coordinators of both networks withdraw an offer."))


@verb
def can_see_offers(actor: Reader, network: Network) -> Verdict:
    """The coordinator of the network looks through what is offered to it."""
    if isinstance(actor, Membership) and actor.is_practitioner and is_coordinator(actor, network):
        return ALLOWED
    return refused(_("Only the coordinator of the network decides about what is offered to it."))


@verb
def can_ask_network(actor: Reader, network: Network) -> Verdict:
    """A practitioner whose authority has no place in the network puts a question to it; others start topics there."""
    if not isinstance(actor, Membership) or not actor.is_practitioner or actor.is_secretariat:
        return refused(_("Only officers of an authority put a question to a network."))
    verdict = takes_part_here(network)
    if not verdict:
        return verdict
    if network.pk in closed_to(actor):
        return refused(_("Your authority has a place in this network: its contact point asks there."))
    return ALLOWED


def closed_to(reader: Membership) -> set[int]:
    """Return the networks in which READER's authority has a place: it asks there from inside."""
    places = ContactPoint.objects.filter(current(), current(prefix="membership__"))
    return set(places.filter(membership__authority_id=reader.authority_id).values_list("network_id", flat=True))


def consenting(topic: Topic) -> "QuerySet[Membership]":
    """Return who may consent now that another network reads TOPIC, which they read themselves."""
    found: QuerySet[Membership] = Membership.objects.filter(current(), speakers_for(topic.author), readers(topic))
    return found


def speaks_for_author(actor: Reader, topic: Topic) -> bool:
    """Whether ACTOR consents for the author of TOPIC, if he reads it."""
    return isinstance(actor, Membership) and actor.is_practitioner and speaks_for(actor, topic.author)


def _sees(actor: Reader, topic: Topic) -> bool:
    return Topic.objects.visible_to(actor).filter(pk=topic.pk).exists()


def _sees_offer(actor: Reader, offer: Offer) -> bool:
    return Offer.objects.visible_to(actor).filter(pk=offer.pk).exists()
