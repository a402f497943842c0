"""Places: where a membership reads as one of a network, or as its visitor, and who gives and ends a place."""

from django.db import connection
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.access.people import PRACTITIONERS
from network.guard import ALLOWED, EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import ContactPoint, Membership, Network, Visit
from network.planned import ask, in_dialect
from network.querysets import current
from network.readers import Person, Reader, Visitor


def networks_of(reader: Membership) -> Q:
    """Return the condition, on a row with `network`, that READER has a place in it: contact point, or a visit now."""
    return on_networks_of(reader, "network_id")


def on_networks_of(reader: Membership, column: str) -> Q:
    """Return the same for a row whose network stands in COLUMN ("forum__network_id", or "pk" on a network)."""
    if not reader.is_practitioner:
        return NOBODY
    places = ContactPoint.objects.filter(current(), membership_id=reader.pk).values("network_id")
    condition = Q(**{f"{column}__in": Subquery(places)})
    if reader.duty_content:
        visited = Visit.objects.filter(current(), membership_id=reader.pk).values("network_id")
        condition |= Q(**{f"{column}__in": Subquery(visited)})
    return condition


def members_of(network_id: int) -> Q:
    """Return the condition, on a membership, that it has a place in the network now: the other side of it."""
    places = ContactPoint.objects.filter(current(), network_id=network_id).values("membership_id")
    visitors = Visit.objects.filter(current(), network_id=network_id).values("membership_id")
    return PRACTITIONERS & (Q(pk__in=Subquery(places)) | Q(duty_content=True, pk__in=Subquery(visitors)))


# Written out, because each act in a network waits for it: to compile it takes Django five times as long as to run it.
PLACE = """SELECT id, role FROM network_contactpoint WHERE membership_id = %s AND network_id = %s
AND since <= %s AND (until IS NULL OR until > %s) ORDER BY id LIMIT 1"""


def place_in(actor: Reader, network: Network) -> ContactPoint | None:
    """Return ACTOR's place in NETWORK as a contact point now (a visit is none), or None."""
    if not isinstance(actor, Membership):
        return None
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    for row in ask(in_dialect(PLACE), [actor.pk, network.pk, now, now]):
        # What else stands in the row is read when somebody asks for it.
        place: ContactPoint = ContactPoint.from_db(connection.alias, ("id", "role"), row)
        return place
    return None


def is_contact_point(actor: Reader, network: Network) -> bool:
    return place_in(actor, network) is not None


def is_coordinator(actor: Reader, network: Network) -> bool:
    place = place_in(actor, network)
    return place is not None and place.role == ContactPoint.Role.COORDINATOR


@rule(ContactPoint)
def contact_points(reader: Person) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.duty_membership:
        return EVERYBODY
    return networks_of(reader) | Q(membership_id=reader.pk)


@audience(ContactPoint)
def contact_point_readers(place: ContactPoint) -> Q:
    return members_of(place.network_id) | Q(duty_membership=True) | Q(pk=place.membership_id)


@verb
def can_admit(actor: Reader, network: Network) -> Verdict:
    """The coordinator admits to the own network; the secretariat's membership officers run all of them."""
    if isinstance(actor, Membership) and (actor.duty_membership or is_coordinator(actor, network)):
        return ALLOWED
    return refused(_("Only the coordinator of the network admits and ends contact points."))


@verb
def can_give_place(actor: Reader, network: Network, membership: Membership, role: str) -> Verdict:
    """A coordinator gives others a place as contact point or helper; coordinators are named by the secretariat."""
    verdict = can_admit(actor, network)
    if not verdict or not isinstance(actor, Membership):
        return verdict
    if membership.member_id == actor.member_id:
        # An officer of the secretariat would else read without a visit, a coordinator keep himself in office.
        return refused(_("Nobody gives himself a place in a network, or another role in it."))
    if not membership.is_practitioner:
        return refused(_("Only officers of an authority have a place in a network, not guests or observers."))
    if not membership.is_current():
        return refused(_("This membership has ended."))
    if network.link_only:
        return refused(_("This network works on a platform of its own: nobody is admitted here."))
    if role == ContactPoint.Role.COORDINATOR and not actor.duty_membership:
        return refused(_("Coordinators are named by the secretariat."))
    return ALLOWED


@verb
def can_end_place(actor: Reader, place: ContactPoint) -> Verdict:
    """Who may admit may end; a coordinator's place is ended by the secretariat, or given up."""
    if isinstance(actor, Membership) and place.membership_id == actor.pk:
        return ALLOWED
    verdict = can_admit(actor, place.network)
    if not verdict or not isinstance(actor, Membership):
        return verdict
    if place.role == ContactPoint.Role.COORDINATOR and not actor.duty_membership:
        return refused(_("The place of a coordinator is ended by the secretariat."))
    return ALLOWED
