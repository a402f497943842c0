"""Who reads and writes in forums: contact points of the network; a visit reads, observers what is marked for them."""

from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _

from forum.models import Forum, ForumMark, Post, ReadMark, RequestedBody, Topic
from network.access import PRACTITIONERS, members_of, on_networks_of, place_in
from network.guard import ALLOWED, NOBODY, Verdict, audience, refused, rule, verb
from network.models import ContactPoint, Membership, Network
from network.readers import Reader, Visitor

COORDINATOR = ContactPoint.Role.COORDINATOR
HELPER = ContactPoint.Role.HELPER
OBSERVERS = Q(role=Membership.Role.OBSERVER)
UNREAD: Any = object()


class TopicFacts(Protocol):
    """What the predicates look at in a topic, whether a row of the model or of a page."""

    @property
    def network_id(self) -> int: ...
    @property
    def author_id(self) -> int: ...
    @property
    def locked_at(self) -> datetime | None: ...


class ForumFacts(Protocol):
    @property
    def network_id(self) -> int: ...
    @property
    def closed_at(self) -> datetime | None: ...


# Who sees: the same condition on forums, topics, posts, and what hangs on them.


def _in_forums(reader: Reader, network: str, forum: str) -> Q:
    if isinstance(reader, Visitor) or not isinstance(reader, Membership):
        return NOBODY
    if reader.is_practitioner:
        return on_networks_of(reader, network)
    if reader.role == Membership.Role.OBSERVER:
        marked = Forum.objects.filter(for_observers=True).values("pk")
        return Q(**{f"{forum}__in": Subquery(marked)})
    return NOBODY


def _readers_of(forum: Forum) -> Q:
    readers = PRACTITIONERS & members_of(forum.network_id)
    return readers | OBSERVERS if forum.for_observers else readers


@rule(Forum)
def forums(reader: Reader) -> Q:
    return _in_forums(reader, "network_id", "pk")


@audience(Forum)
def forum_readers(forum: Forum) -> Q:
    return _readers_of(forum)


@rule(Topic)
def topics(reader: Reader) -> Q:
    return _in_forums(reader, "network_id", "forum_id")


@audience(Topic)
def topic_readers(topic: Topic) -> Q:
    return _readers_of(topic.forum)


@rule(Post, RequestedBody)
def below_topics(reader: Reader) -> Q:
    return _in_forums(reader, "topic__network_id", "topic__forum_id")


@audience(Post, RequestedBody)
def below_topic_readers(thing: Post | RequestedBody) -> Q:
    return _readers_of(thing.topic.forum)


# How far somebody has read is nobody else's business: not the coordinator's, not the secretariat's.


@rule(ReadMark, ForumMark)
def own_marks(reader: Reader) -> Q:
    return Q(membership_id=reader.pk) if isinstance(reader, Membership) else NOBODY


@audience(ReadMark, ForumMark)
def mark_owner(mark: ReadMark | ForumMark) -> Q:
    return Q(pk=mark.membership_id)


# What may be done. PLACE is the actor's role in the network where a page has read it already ("" for none); an action
# leaves it out, so that it is read anew in the action's own transaction.


def _place(actor: Reader, network_id: int, place: Any) -> str:
    if not isinstance(actor, Membership) or not actor.is_practitioner:
        return ""
    if place is not UNREAD:
        return str(place or "")
    found = place_in(actor, Network(pk=network_id))
    return found.role if found else ""


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
def can_start_topic(actor: Reader, forum: ForumFacts, place: Any = UNREAD) -> Verdict:
    """A contact point of the network starts topics while the forum is open."""
    if not _place(actor, forum.network_id, place):
        return refused(_("You read here, but only contact points of this network start topics."))
    if forum.closed_at is not None:
        return refused(_("This forum is closed: it can be read, and nothing new is written in it."))
    return ALLOWED


@verb
def can_reply(actor: Reader, topic: TopicFacts, place: Any = UNREAD) -> Verdict:
    """A contact point of the network replies while the topic is not locked."""
    if not _place(actor, topic.network_id, place):
        return refused(_("You read here, but only contact points of this network reply."))
    if topic.locked_at is not None:
        return refused(_("This topic is locked: it can be read, and nobody replies any more."))
    return ALLOWED


@verb
def can_set_status(actor: Reader, topic: TopicFacts, place: Any = UNREAD) -> Verdict:
    """The author, a coordinator or a helper of the network says whose turn it is, and which answers helped."""
    role = _place(actor, topic.network_id, place)
    if not role:
        return refused(_("You read here, but only contact points of this network change a topic."))
    if role in {COORDINATOR, HELPER} or topic.author_id == getattr(actor, "pk", None):
        return ALLOWED
    return refused(_("Only the author, a helper or the coordinator changes the status of a topic."))


@verb
def can_pin(actor: Reader, topic: TopicFacts, place: Any = UNREAD) -> Verdict:
    """A coordinator of the network keeps a topic at the top of its forum."""
    if _place(actor, topic.network_id, place) == COORDINATOR:
        return ALLOWED
    return refused(_("Only the coordinator of the network pins topics."))


@verb
def can_keep_marks(actor: Reader) -> bool:
    """Everybody who reads keeps the own marks; the mark of another cannot be named."""
    return isinstance(actor, Membership)
