"""Who may do what in forums: contact points of a topic's networks, and those whom a topic lets take part."""

from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from forum.access.coded import COORDINATOR, NARROW
from forum.models import NamedAuthority, Offer, Topic
from network.access import place_in
from network.guard import ALLOWED, Verdict, refused, verb
from network.models import ContactPoint, Membership, Network
from network.querysets import current
from network.readers import Reader

HELPER = ContactPoint.Role.HELPER
# Somebody of another network, or of an office outside, whom the topic lets take part: replies, and no more.
PARTICIPANT = "participant"
UNREAD: Any = object()
FORUM_CLOSED = _("This forum is closed: it can be read, and nothing new is written in it.")


class TopicFacts(Protocol):
    """What the predicates look at in a topic, whether a row of the model or of a page."""

    @property
    def pk(self) -> int: ...
    @property
    def network_id(self) -> int: ...
    @property
    def author_id(self) -> int: ...
    @property
    def asked_by_id(self) -> int | None: ...
    @property
    def code(self) -> str: ...
    @property
    def locked_at(self) -> datetime | None: ...
    @property
    def forum_closed_at(self) -> datetime | None: ...


class ForumFacts(Protocol):
    @property
    def network_id(self) -> int: ...
    @property
    def closed_at(self) -> datetime | None: ...


# What may be done. PLACE is the actor's role in the network where a page has read it already ("" for none); an action
# leaves it out, so that it is read anew in the action's own transaction.


def _place(actor: Reader, network_id: int, place: Any) -> str:
    if not isinstance(actor, Membership) or not actor.is_practitioner:
        return ""
    if place is not UNREAD:
        return str(place or "")
    found = place_in(actor, Network(pk=network_id))
    return found.role if found else ""


def place_of(actor: Reader, topic: TopicFacts, place: Any = UNREAD) -> str:
    """Return ACTOR's role in TOPIC: that in its network, else PARTICIPANT, "" for none or who does not see it."""
    role = _place(actor, topic.network_id, place)
    if not isinstance(actor, Membership) or not actor.is_practitioner:
        return ""
    if place is UNREAD and topic.code in NARROW and not Topic.objects.visible_to(actor).filter(pk=topic.pk).exists():
        return ""
    if role or place is not UNREAD:
        return role
    return PARTICIPANT if _takes_part(actor, topic) else ""


def part_of(reader: Reader, topic: TopicFacts, role: str) -> str:
    """Return what a page of TOPIC, which READER sees, passes as his place: his ROLE there, or that he takes part."""
    if role or not isinstance(reader, Membership) or not reader.is_practitioner:
        return role
    return PARTICIPANT if _takes_part(reader, topic) else ""


def _takes_part(actor: Membership, topic: TopicFacts) -> bool:
    if topic.asked_by_id == actor.authority_id:
        return True
    if topic.code == Topic.Code.AMBER_STRICT:
        return NamedAuthority.objects.filter(topic_id=topic.pk, authority_id=actor.authority_id).exists()
    mine = ContactPoint.objects.filter(current(), membership_id=actor.pk).values("network_id")
    return Offer.objects.filter(topic_id=topic.pk, status=Offer.Status.ACCEPTED, network_id__in=mine).exists()


@verb
def can_add_forum(actor: Reader, network: Network) -> Verdict:
    """The coordinator of the network opens forums in it, and the secretariat, which runs networks."""
    if not isinstance(actor, Membership) or not (
        actor.duty_membership or _place(actor, network.pk, UNREAD) == COORDINATOR
    ):
        return refused(_("Only the coordinator of the network and the secretariat open forums in it."))
    if network.link_only:
        return refused(_("This network works on a platform of its own: no forum is opened here."))
    return ALLOWED


@verb
def can_change_forum(actor: Reader, forum: ForumFacts, place: Any = UNREAD) -> Verdict:
    """The coordinator of the network names its forums, puts them in order, closes and reopens them."""
    if _place(actor, forum.network_id, place) == COORDINATOR:
        return ALLOWED
    return refused(_("Only the coordinator of the network changes its forums."))


@verb
def can_start_topic(actor: Reader, forum: ForumFacts, place: Any = UNREAD) -> Verdict:
    """A contact point of the network starts topics while the forum is open."""
    if not _place(actor, forum.network_id, place):
        return refused(_("You read here, but only contact points of this network start topics."))
    if forum.closed_at is not None:
        return refused(FORUM_CLOSED)
    return ALLOWED


@verb
def can_reply(actor: Reader, topic: TopicFacts, place: Any = UNREAD) -> Verdict:
    """A contact point of the network replies while neither the forum is closed nor the topic locked."""
    if not place_of(actor, topic, place):
        return refused(_("You read here, but only contact points of this network reply."))
    if topic.forum_closed_at is not None:
        return refused(FORUM_CLOSED)
    if topic.locked_at is not None:
        return refused(_("This topic is locked: it can be read, and nobody replies any more."))
    return ALLOWED


@verb
def can_set_status(actor: Reader, topic: TopicFacts, place: Any = UNREAD) -> Verdict:
    """The author, a coordinator or a helper of the network says whose turn it is, and which answers helped."""
    role = place_of(actor, topic, place)
    if not role:
        return refused(_("You read here, but only contact points of this network change a topic."))
    if role in {COORDINATOR, HELPER} or topic.author_id == getattr(actor, "pk", None):
        return ALLOWED
    return refused(_("Only the author, a helper or the coordinator changes the status of a topic."))


@verb
def can_pin(actor: Reader, topic: TopicFacts, place: Any = UNREAD) -> Verdict:
    """A coordinator of the network keeps a topic at the top of its forum."""
    if place_of(actor, topic, place) == COORDINATOR:
        return ALLOWED
    return refused(_("Only the coordinator of the network pins topics."))


@verb
def can_keep_marks(actor: Reader) -> bool:
    """Everybody who reads keeps the own marks; the mark of another cannot be named."""
    return isinstance(actor, Membership)
