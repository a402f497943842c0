"""Who may read what, by handling code (TLP 2.0; PRODUCT.md, "Handling codes"): one condition, seen from both sides.

RED: the members named on the topic, as long as AMBER would let them read. AMBER+STRICT: the current members of the
authorities named. AMBER: the network, those with whom it is shared, the office that asked from outside, observers where
the forum is marked for them. GREEN and CLEAR: every member but guests. The effective code is the stricter of topic and
post: whoever reads a post must be let by both.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from forum.models import Forum, NamedAuthority, NamedMember, Offer, Post, Topic
from network.access import PRACTITIONERS, members_of, on_networks_of
from network.guard import NOBODY
from network.models import ContactPoint, Membership, Visit
from network.querysets import current
from network.readers import Reader

Code = Topic.Code
# Strictest first: a code binds at least as much as those after it.
STRICTNESS = [str(code) for code in Code]
WIDE = [Code.GREEN, Code.CLEAR]
# Bind coordinators, visits, search of others, digests and exports too.
NARROW = [Code.RED, Code.AMBER_STRICT]

OBSERVERS = Q(role=Membership.Role.OBSERVER)
GUESTS = Q(role=Membership.Role.GUEST)
COORDINATOR = ContactPoint.Role.COORDINATOR


def is_stricter(code: str, than: str) -> bool:
    """Whether CODE binds more than THAN; what is no code binds nothing."""
    return code in STRICTNESS and STRICTNESS.index(code) < STRICTNESS.index(than)


def effective(topic_code: str, own_code: str) -> str:
    """Return the stricter of a topic's code and the one of a post or file in it ("": the topic's)."""
    return own_code if own_code and is_stricter(own_code, topic_code) else topic_code


def own_code(topic: Topic, code: str, parent: Post | None = None) -> str:
    """Return the code to keep with a post that is given CODE: "" unless stricter than its topic's.

    An answer is at least as strict as what it answers, whose words it may repeat.
    """
    wanted = [one for one in (code, parent.code if parent else "") if one and is_stricter(one, topic.code)]
    return min(wanted, key=STRICTNESS.index, default="")


# From the reader: conditions on a row whose topic stands behind PREFIX ("", "topic__", "post__topic__").


def readable(reader: Reader, prefix: str = "", *own_codes: str) -> Q:
    """Return the condition that READER may read the topic behind PREFIX, and what carries OWN_CODES (columns) in it."""
    if not isinstance(reader, Membership):
        return NOBODY
    condition = Q(**{f"{prefix}merged_into": None}) & _by_code(reader, f"{prefix}code", prefix)
    return condition & let_by(reader, prefix, *own_codes)


def let_by(reader: Membership, prefix: str, *own_codes: str) -> Q:
    """Return the condition that OWN_CODES (columns) let READER, who may read the topic behind PREFIX."""
    condition = Q()
    for column in own_codes:
        condition &= Q(**{column: ""}) | _by_code(reader, column, prefix)
    return condition


def _by_code(reader: Membership, column: str, prefix: str) -> Q:
    if reader.role == Membership.Role.GUEST:
        return NOBODY
    wide = Q(**{f"{column}__in": WIDE})
    if reader.role == Membership.Role.OBSERVER:
        marked = Forum.objects.filter(for_observers=True).values("pk")
        return wide | Q(**{column: Code.AMBER, f"{prefix}forum_id__in": Subquery(marked)})
    inside = in_place(reader, prefix)
    topic = f"{prefix}pk__in" if not prefix else f"{prefix[:-2]}_id__in"
    named = NamedMember.objects.filter(membership_id=reader.pk).values("topic_id")
    offices = NamedAuthority.objects.filter(authority_id=reader.authority_id).values("topic_id")
    return (
        wide
        | Q(**{column: Code.AMBER}) & inside
        | Q(**{column: Code.AMBER_STRICT, topic: Subquery(offices)})
        | Q(**{column: Code.RED, topic: Subquery(named)}) & inside
    )


def in_place(reader: Membership, prefix: str = "") -> Q:
    """Return the condition that the topic behind PREFIX stands where READER reads: what AMBER asks of practitioners."""
    topic = "pk__in" if not prefix else f"{prefix[:-2]}_id__in"
    mine = ContactPoint.objects.filter(current(), membership_id=reader.pk)
    shared = Offer.objects.filter(status=Offer.Status.ACCEPTED, network_id__in=Subquery(mine.values("network_id")))
    # To be accepted or declined it must be read.
    decided = Offer.objects.filter(status=Offer.Status.OFFERED, network_id__in=Subquery(coordinated(reader)))
    condition = (
        on_networks_of(reader, f"{prefix}network_id")
        | Q(**{topic: Subquery(shared.values("topic_id"))})
        | Q(**{topic: Subquery(decided.values("topic_id"))})
        | Q(**{f"{prefix}asked_by_id": reader.authority_id})
    )
    if reader.duty_content:
        visited = Visit.objects.filter(current(), membership_id=reader.pk).values("network_id")
        seen = Offer.objects.filter(status=Offer.Status.ACCEPTED, network_id__in=Subquery(visited))
        condition |= Q(**{topic: Subquery(seen.values("topic_id"))})
    return condition


def coordinated(reader: Membership) -> Any:
    """Return the networks (their numbers, as a queryset) which READER coordinates now."""
    mine = ContactPoint.objects.filter(current(), membership_id=reader.pk, role=COORDINATOR)
    return mine.values("network_id")


# From the thing: conditions on a membership.


def readers(topic: Topic, *own_codes: str) -> Q:
    """Return who may read TOPIC, and what carries OWN_CODES in it: `readable` from the other side."""
    if topic.merged_into_id is not None:
        return NOBODY
    condition = _let_by(topic.code, topic)
    for code in own_codes:
        if code:
            condition &= _let_by(code, topic)
    return condition


def _let_by(code: str, topic: Topic) -> Q:
    if code in WIDE:
        return ~GUESTS
    if code == Code.AMBER:
        inside = members_inside(topic)
        return inside | OBSERVERS if topic.forum.for_observers else inside
    if code == Code.AMBER_STRICT:
        offices = NamedAuthority.objects.filter(topic_id=topic.pk).values("authority_id")
        return PRACTITIONERS & Q(authority_id__in=Subquery(offices))
    named = NamedMember.objects.filter(topic_id=topic.pk).values("membership_id")
    return members_inside(topic) & Q(pk__in=Subquery(named))


def members_inside(topic: Topic) -> Q:
    """Return who reads where TOPIC stands: `in_place` from the other side."""
    offers = Offer.objects.filter(topic_id=topic.pk)
    accepted = Subquery(offers.filter(status=Offer.Status.ACCEPTED).values("network_id"))
    offered = Subquery(offers.filter(status=Offer.Status.OFFERED).values("network_id"))
    shared = ContactPoint.objects.filter(current(), network_id__in=accepted).values("membership_id")
    deciding = ContactPoint.objects.filter(current(), network_id__in=offered, role=COORDINATOR).values("membership_id")
    visiting = Visit.objects.filter(current(), network_id__in=accepted).values("membership_id")
    brought = Q(pk__in=Subquery(shared)) | Q(pk__in=Subquery(deciding))
    visited = Q(duty_content=True, pk__in=Subquery(visiting))
    members = members_of(topic.network_id) | PRACTITIONERS & (brought | visited)
    if topic.asked_by_id is not None:
        members |= PRACTITIONERS & Q(authority_id=topic.asked_by_id)
    return members


def readers_anew(
    author: Membership, network_id: int, code: str, members: Collection[str], authorities: Collection[str]
) -> "QuerySet[Membership]":
    """Return who will read a topic that AUTHOR begins under RED or AMBER+STRICT, naming MEMBERS or AUTHORITIES.

    These are public ids, as a form sends them. It is what `readers` says once the topic is there.
    """
    inside = Membership.objects.filter(forum_members(network_id))
    if code == Code.RED:
        return inside.filter(Q(public_id__in=members) | Q(pk=author.pk))
    offices = inside.filter(authority__public_id__in=authorities).order_by().values("authority_id")
    named = Q(authority_id=author.authority_id) | Q(authority_id__in=Subquery(offices))
    found: QuerySet[Membership] = Membership.objects.filter(current(), PRACTITIONERS & named)
    return found


def forum_members(network_id: int) -> Q:
    """Return the condition on a membership that it reads what is posted in the network under AMBER now."""
    return Q(current()) & members_of(network_id)
