"""Who sees what is to be judged: flags, erasures, holds."""

from django.db.models import Q, Subquery

from forum.access.coded import coordinated, readable, readers
from forum.models import Erasure, Flag, Hold
from network.access import PRACTITIONERS
from network.guard import NOBODY, audience, rule
from network.models import ContactPoint, Membership
from network.querysets import current
from network.readers import Reader

SECRETARIAT = Q(role=Membership.Role.SECRETARIAT, duty_content=True)


def _judges(reader: Membership) -> bool:
    return reader.is_secretariat and reader.duty_content


def _coordinators_of(network_id: int) -> Q:
    places = ContactPoint.objects.filter(current(), network_id=network_id, role=ContactPoint.Role.COORDINATOR)
    return PRACTITIONERS & Q(pk__in=Subquery(places.values("membership_id")))


@rule(Flag)
def flags(reader: Reader) -> Q:
    """Whoever flagged; the network's coordinators, unless it is against one; the secretariat where it is asked."""
    if not isinstance(reader, Membership):
        return NOBODY
    judged = (
        Q(to_secretariat=False, network_id__in=Subquery(coordinated(reader)))
        & ~Q(post__author_id=reader.pk)
        & readable(reader, "post__topic__", "post__code")
    )
    condition = Q(flagged_by_id=reader.pk) | judged
    if _judges(reader):
        condition |= Q(to_secretariat=True) | Q(status=Flag.Status.SECOND)
    return condition


@audience(Flag)
def flag_readers(flag: Flag) -> Q:
    members = Q(pk=flag.flagged_by_id)
    if flag.to_secretariat or flag.status == Flag.Status.SECOND:
        members |= SECRETARIAT
    if not flag.to_secretariat:
        members |= (
            _coordinators_of(flag.network_id) & ~Q(pk=flag.post.author_id) & readers(flag.post.topic, flag.post.code)
        )
    return members


@rule(Erasure)
def erasures(reader: Reader) -> Q:
    """Asker, author, the manager of the author's authority, the network's coordinators, the secretariat."""
    if not isinstance(reader, Membership):
        return NOBODY
    condition = (
        Q(asked_by_id=reader.pk)
        | Q(post__author_id=reader.pk)
        | Q(post__topic__network_id__in=Subquery(coordinated(reader))) & readable(reader, "post__topic__", "post__code")
    )
    if reader.is_manager:
        condition |= Q(post__author__authority_id=reader.authority_id)
    if _judges(reader):
        condition |= Q(pk__isnull=False)
    return condition


@audience(Erasure)
def erasure_readers(erasure: Erasure) -> Q:
    post = erasure.post
    return (
        Q(pk__in=[erasure.asked_by_id, post.author_id])
        | _coordinators_of(post.topic.network_id) & readers(post.topic, post.code)
        | Q(role=Membership.Role.MANAGER, authority_id=post.author.authority_id)
        | SECRETARIAT
    )


@rule(Hold)
def holds(reader: Reader) -> Q:
    """Asker, the network's coordinators who see the topic, the secretariat."""
    if not isinstance(reader, Membership):
        return NOBODY
    condition = Q(asked_by_id=reader.pk) | Q(topic__network_id__in=Subquery(coordinated(reader))) & readable(
        reader, "topic__"
    )
    if _judges(reader):
        condition |= Q(pk__isnull=False)
    return condition


@audience(Hold)
def hold_readers(hold: Hold) -> Q:
    coordinators = _coordinators_of(hold.topic.network_id) & readers(hold.topic)
    return Q(pk=hold.asked_by_id) | coordinators | SECRETARIAT
