"""Who has a place in a network: admitted, given another role, ended."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network import audit
from network.access import can_end_place, can_give_place
from network.conflicts import Conflict
from network.guard import require
from network.models import ContactPoint, Membership, Network
from network.querysets import current
from network.readers import Reader
from network.signals import place_ended

THERE_ALREADY = _("This member has a place in the network already. Somebody else may have admitted him a moment ago.")
ENDED_ALREADY = _("This place in the network has ended already. Somebody else may have ended it a moment ago.")


@transaction.atomic
def admit(*, actor: Reader, network: Network, membership: Membership, role: str) -> ContactPoint:
    """A coordinator of NETWORK (or the secretariat) gives MEMBERSHIP a place in it, from now on.

    Raises Conflict when there is one already, also when a second coordinator acts at the same moment.
    """
    require(can_give_place, actor, network, membership, role)
    places = ContactPoint.objects.select_for_update().filter(current(), network=network, membership=membership)
    if places.exists():
        raise Conflict(THERE_ALREADY)
    try:
        with transaction.atomic():
            place: ContactPoint = ContactPoint.objects.create(
                network=network,
                membership=membership,
                role=role,
                admitted_by=actor if isinstance(actor, Membership) else None,
                since=timezone.now(),
            )
    except IntegrityError as error:
        raise Conflict(THERE_ALREADY) from error
    _record("contact_point_admitted", actor, place, words=role)
    return place


@transaction.atomic
def change_role(*, actor: Reader, place: ContactPoint, role: str) -> ContactPoint:
    """A coordinator names a helper or takes the name away; the secretariat names coordinators. The old place ends now.

    Raises Conflict when the place has ended, or has been given another role, in the meantime.
    """
    require(can_give_place, actor, place.network, place.membership, role)
    require(can_end_place, actor, place)
    _end(actor, place)
    return admit(actor=actor, network=place.network, membership=place.membership, role=role)


@transaction.atomic
def end_contact_point(*, actor: Reader, place: ContactPoint, reason: str = "") -> None:
    """A coordinator of the network (or the secretariat, or its holder) ends PLACE now; what was written stays.

    Raises Conflict when somebody else has ended it in the meantime.
    """
    require(can_end_place, actor, place)
    _end(actor, place)
    _record("contact_point_ended", actor, place, words=reason)
    if not (isinstance(actor, Membership) and place.membership_id == actor.pk):
        # An act of moderation, which the network reads; who gives up a place of his own owes nobody a reason.
        place_ended.send(sender=ContactPoint, place=place, actor=actor, reason=reason)


def _end(actor: Reader, place: ContactPoint) -> None:
    # One statement decides who was first: the second finds no current row to end.
    now = timezone.now()
    ended = ContactPoint.objects.filter(current(now), pk=place.pk).update(
        until=now, ended_by=actor if isinstance(actor, Membership) else None
    )
    if not ended:
        raise Conflict(ENDED_ALREADY)


def _record(act: str, actor: Reader, place: ContactPoint, *, words: str) -> None:
    audit.record(
        act,
        actor=actor,
        subject=place,
        duty="membership",
        authority=place.membership.authority,
        network=place.network,
        words=words,
    )
