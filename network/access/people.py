"""Who sees members, memberships and authorities, and who ends a membership."""

from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _

from network.guard import ALLOWED, EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import Authority, Member, Membership
from network.querysets import current
from network.readers import Person, Reader, Visitor

# Practitioners see all offices and each other. Of people, guests and observers see themselves and the secretariat; of
# offices, a guest his own and the secretariat's, an observer all.
SECRETARIAT = Q(role=Membership.Role.SECRETARIAT)
PRACTITIONERS = ~Q(role__in=[Membership.Role.GUEST, Membership.Role.OBSERVER])


@rule(Authority)
def authorities(reader: Person) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.is_practitioner or reader.role == Membership.Role.OBSERVER:
        return EVERYBODY
    return Q(pk=reader.authority_id) | Q(pk__in=_secretariat_offices())


@audience(Authority)
def authority_readers(authority: Authority) -> Q:
    guests = Q(role=Membership.Role.GUEST)
    if Authority.objects.filter(pk=authority.pk, pk__in=_secretariat_offices()).exists():
        return EVERYBODY
    return ~guests | Q(authority_id=authority.pk)


def _secretariat_offices() -> Subquery:
    return Subquery(Membership.objects.filter(current(), SECRETARIAT).values("authority_id"))


@rule(Membership)
def memberships(reader: Person) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.is_practitioner:
        return EVERYBODY
    return Q(pk=reader.pk) | SECRETARIAT


@audience(Membership)
def membership_readers(membership: Membership) -> Q:
    if membership.is_secretariat:
        return EVERYBODY
    return PRACTITIONERS | Q(pk=membership.pk)


@rule(Member)
def members(reader: Person) -> Q:
    return NOBODY if isinstance(reader, Visitor) else Q(pk=reader.member_id)


@audience(Member)
def member_readers(member: Member) -> Q:
    return Q(member_id=member.pk)


@verb
def can_end_membership(actor: Reader, membership: Membership) -> Verdict:
    if not isinstance(actor, Membership):
        return refused(_("Sign in first."))
    if not (actor.duty_membership or (actor.is_manager and actor.authority_id == membership.authority_id)):
        return refused(_("Only the manager of the authority and the secretariat end a membership."))
    if actor.member_id == membership.member_id:
        return refused(_("Somebody else must end your own membership: ask a colleague or the secretariat."))
    if membership.is_secretariat and not actor.duty_membership:
        return refused(_("Only the secretariat ends the membership of its own officers."))
    return ALLOWED
