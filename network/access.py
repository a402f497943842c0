"""Who sees and does what with members, authorities, networks, factors and the record of acts."""

from typing import Any

from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.fresh import is_fresh
from network.guard import ALLOWED, EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import (
    Approval,
    AuditEntry,
    AuditText,
    Authority,
    Body,
    ContactPoint,
    EmailChange,
    FactorReset,
    Invitation,
    Member,
    Membership,
    Network,
    NetworkState,
    Nomination,
    PasswordReset,
    PublicNetwork,
    ReadEntry,
    RecoveryCode,
    Session,
    TotpFactor,
    Visit,
)
from network.models.proofs import proofs_of
from network.querysets import current
from network.readers import Person, Reader, Visitor

SECRETARIAT = Q(role=Membership.Role.SECRETARIAT)
PRACTITIONERS = ~Q(role__in=[Membership.Role.GUEST, Membership.Role.OBSERVER])


# Places: where a membership reads as one of a network, or as its visitor.


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


def place_in(actor: Reader, network: Network) -> ContactPoint | None:
    """Return ACTOR's place in NETWORK as a contact point now (a visit is none), or None."""
    if not isinstance(actor, Membership):
        return None
    return ContactPoint.objects.filter(current(), membership_id=actor.pk, network_id=network.pk).first()


def is_contact_point(actor: Reader, network: Network) -> bool:
    return place_in(actor, network) is not None


def is_coordinator(actor: Reader, network: Network) -> bool:
    place = place_in(actor, network)
    return place is not None and place.role == ContactPoint.Role.COORDINATOR


# Bodies and the public page of networks: everybody.


@rule(Body, PublicNetwork, NetworkState)
def public(reader: Person) -> Q:
    return EVERYBODY


@audience(Body, PublicNetwork, NetworkState)
def everybody(thing: Any) -> Q:
    return EVERYBODY


# Authorities and memberships: practitioners see all offices and each other. Of people, guests and observers see
# themselves and the secretariat; of offices, a guest his own and the secretariat's, an observer all.


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


# One's own: account, sessions, factors, links.


@rule(Member)
def members(reader: Person) -> Q:
    return NOBODY if isinstance(reader, Visitor) else Q(pk=reader.member_id)


@audience(Member)
def member_readers(member: Member) -> Q:
    return Q(member_id=member.pk)


@rule(Session, PasswordReset, EmailChange)
def own_by_member(reader: Person) -> Q:
    return NOBODY if isinstance(reader, Visitor) else Q(member_id=reader.member_id)


@audience(Session, PasswordReset, EmailChange)
def owner_by_member(thing: Any) -> Q:
    return Q(member_id=thing.member_id)


@rule(TotpFactor, RecoveryCode)
def own_factors(reader: Person) -> Q:
    return NOBODY if isinstance(reader, Visitor) else Q(user_id=reader.member_id)


@audience(TotpFactor, RecoveryCode)
def factor_owner(factor: Any) -> Q:
    return Q(member_id=factor.user_id)


@rule(FactorReset)
def factor_resets(reader: Person) -> Q:
    """The member concerned, the manager of the authority, and the secretariat officers who manage membership."""
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.duty_membership:
        return EVERYBODY
    condition = Q(member_id=reader.member_id)
    if reader.is_manager:
        colleagues = Membership.objects.filter(current(), authority_id=reader.authority_id).values("member_id")
        condition |= Q(member_id__in=Subquery(colleagues))
    return condition


@audience(FactorReset)
def factor_reset_readers(reset: FactorReset) -> Q:
    offices = Membership.objects.filter(current(), member_id=reset.member_id).values("authority_id")
    managers = Q(role=Membership.Role.MANAGER, authority_id__in=Subquery(offices))
    return Q(member_id=reset.member_id) | managers | Q(duty_membership=True)


# Networks, places in them, visits.


@rule(Network)
def networks(reader: Person) -> Q:
    """A network is known inside only to those with a place in it; the rest is PublicNetwork."""
    return NOBODY if isinstance(reader, Visitor) else on_networks_of(reader, "pk")


@audience(Network)
def network_members(network: Network) -> Q:
    return members_of(network.pk)


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


@rule(Visit)
def visits(reader: Person) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    return EVERYBODY if reader.is_secretariat else networks_of(reader)


@audience(Visit)
def visit_readers(visit: Visit) -> Q:
    return members_of(visit.network_id) | SECRETARIAT


@rule(ReadEntry)
def read_entries(reader: Person) -> Q:
    """The network sees what was read during a visit; so does the secretariat."""
    if isinstance(reader, Visitor):
        return NOBODY
    return EVERYBODY if reader.is_secretariat else on_networks_of(reader, "visit__network_id")


@audience(ReadEntry)
def read_entry_readers(entry: ReadEntry) -> Q:
    return members_of(entry.visit.network_id) | SECRETARIAT


# Nominations and invitations: the manager of the authority, and the secretariat's membership officers.


@rule(Nomination, Invitation)
def of_authority(reader: Person) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.duty_membership:
        return EVERYBODY
    return Q(authority_id=reader.authority_id) if reader.is_manager else NOBODY


@audience(Nomination, Invitation)
def of_authority_readers(thing: Nomination | Invitation) -> Q:
    managers = Q(role=Membership.Role.MANAGER, authority_id=thing.authority_id)
    return Q(duty_membership=True) | (managers if thing.authority_id else NOBODY)


@rule(Approval)
def approvals(reader: Person) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.duty_membership:
        return EVERYBODY
    return Q(nomination__authority_id=reader.authority_id) if reader.is_manager else NOBODY


@audience(Approval)
def approval_readers(approval: Approval) -> Q:
    return of_authority_readers(approval.nomination)


# The record of acts.


@rule(AuditEntry)
def audit_entries(reader: Person) -> Q:
    """Secretariat by duty; a manager what concerns the own authority; a coordinator what concerns the network."""
    return _audit_condition(reader, "")


@rule(AuditText)
def audit_texts(reader: Person) -> Q:
    return _audit_condition(reader, "entry__")


def _audit_condition(reader: Person, prefix: str) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.duty_content:
        return EVERYBODY
    condition = NOBODY
    if reader.duty_membership:
        condition |= Q(**{f"{prefix}duty": "membership"})
    if reader.duty_technical:
        condition |= Q(**{f"{prefix}duty": "technical"})
    if reader.is_manager:
        condition |= Q(**{f"{prefix}authority_id": reader.authority_id})
    if reader.is_practitioner:
        coordinated = ContactPoint.objects.filter(
            current(), membership_id=reader.pk, role=ContactPoint.Role.COORDINATOR
        ).values("network_id")
        condition |= Q(**{f"{prefix}network_id__in": Subquery(coordinated)})
    return condition


@audience(AuditEntry)
def audit_readers(entry: AuditEntry) -> Q:
    readers = Q(duty_content=True)
    if entry.duty == "membership":
        readers |= Q(duty_membership=True)
    if entry.duty == "technical":
        readers |= Q(duty_technical=True)
    if entry.authority_id:
        readers |= Q(role=Membership.Role.MANAGER, authority_id=entry.authority_id)
    if entry.network_id:
        coordinators = ContactPoint.objects.filter(
            current(), network_id=entry.network_id, role=ContactPoint.Role.COORDINATOR
        ).values("membership_id")
        readers |= PRACTITIONERS & Q(pk__in=Subquery(coordinators))
    return readers


@audience(AuditText)
def audit_text_readers(text: AuditText) -> Q:
    return audit_readers(text.entry)


# What may be done.


@verb
def can_load_reference(actor: Reader) -> Verdict:
    """No person: bodies and networks come from the data files, which the operator installs."""
    return refused(_("Reference data are loaded by the operator's command."))


@verb
def can_apply_due(actor: Reader) -> Verdict:
    """Nobody but the system: what was announced a day ago takes effect by the clock, and what is over is removed."""
    return refused("")


@verb
def can_nominate(actor: Reader, authority: Authority) -> Verdict:
    """The manager of the authority nominates colleagues; the secretariat's membership officers anybody."""
    if not isinstance(actor, Membership) or not (
        actor.duty_membership or (actor.is_manager and actor.authority_id == authority.pk)
    ):
        return refused(_("Only the manager of an authority nominates colleagues for it."))
    if not authority.is_current():
        return refused(_("This authority no longer exists: nominate for the one which succeeded it."))
    return ALLOWED


@verb
def can_nominate_office(actor: Reader) -> Verdict:
    """A new authority, or a secretariat officer: proposed by a membership officer, then approved by two others."""
    if isinstance(actor, Membership) and actor.duty_membership:
        return ALLOWED
    return refused(_("Only the secretariat proposes a new authority or an officer of its own."))


@verb
def can_see_nominations(actor: Reader) -> Verdict:
    if isinstance(actor, Membership) and (actor.is_manager or actor.duty_membership):
        return ALLOWED
    return refused(_("Nominations are for the managers of authorities and the secretariat."))


@verb
def can_approve(actor: Reader, nomination: Nomination) -> Verdict:
    """A membership officer who neither proposed it, nor is proposed by it, nor has approved it already."""
    if not isinstance(actor, Membership) or not actor.duty_membership:
        return refused(_("Only the secretariat approves nominations."))
    if nomination.status != Nomination.Status.PROPOSED:
        return refused(_("This nomination has been decided already."))
    proposer = nomination.nominated_by
    if proposer is not None and proposer.member_id == actor.member_id:
        return refused(_("Somebody else must approve what you proposed yourself."))
    if proposer is not None and not proposer.is_current():
        return refused(_("Who proposed this has left: it must be proposed again."))
    if nomination.email == actor.member.email:
        return refused(_("Somebody else must approve a nomination of yourself."))
    if Approval.objects.filter(nomination=nomination, by__member_id=actor.member_id).exists():
        return refused(_("You have approved this already: a second official must approve it, too."))
    return ALLOWED


@verb
def can_decline(actor: Reader, nomination: Nomination) -> Verdict:
    if not isinstance(actor, Membership) or not actor.duty_membership:
        return refused(_("Only the secretariat declines nominations."))
    if nomination.status != Nomination.Status.PROPOSED:
        return refused(_("This nomination has been decided already."))
    return ALLOWED


@verb
def can_withdraw(actor: Reader, nomination: Nomination) -> Verdict:
    """Who proposed it, and the managers of the authority, until the invitation is used."""
    if not isinstance(actor, Membership):
        return refused(_("Sign in first."))
    proposed_it = nomination.nominated_by_id == actor.pk
    manages_it = actor.is_manager and actor.authority_id == nomination.authority_id
    if not (proposed_it or manages_it):
        return refused(_("Only those who proposed a nomination withdraw it."))
    if nomination.status not in {Nomination.Status.PROPOSED, Nomination.Status.APPROVED}:
        return refused(_("This nomination has been decided already."))
    if Invitation.objects.filter(nomination=nomination, used_at__isnull=False).exists():
        return refused(_("The invitation has been used: end the membership instead."))
    return ALLOWED


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


@verb
def can_visit(actor: Reader, network: Network) -> Verdict:
    if not isinstance(actor, Membership) or not actor.duty_content:
        return refused(_("Only the secretariat visits a network in which it has no place."))
    if is_contact_point(actor, network):
        return refused(_("You have a place in this network: no visit is needed."))
    return ALLOWED


@verb
def can_end_visit(actor: Reader, visit: Visit) -> Verdict:
    if isinstance(actor, Membership) and visit.membership_id == actor.pk:
        return ALLOWED
    return refused(_("A visit is ended by who makes it."))


@verb
def can_log_reading(actor: Reader, visit: Visit) -> Verdict:
    """What a visitor reads is noted in his own visit, while it runs."""
    if isinstance(actor, Membership) and visit.membership_id == actor.pk and visit.is_current():
        return ALLOWED
    return refused(_("This visit is over."))


@verb
def can_reset_factor(actor: Reader, member: Member) -> Verdict:
    if not isinstance(actor, Membership) or not actor.duty_membership:
        return refused(_("Only the secretariat resets a lost second factor."))
    if actor.member_id == member.pk:
        return refused(_("Two other officials must reset your second factor."))
    return ALLOWED


@verb
def can_confirm_reset(actor: Reader, reset: FactorReset) -> Verdict:
    verdict = can_reset_factor(actor, reset.member)
    if not verdict:
        return verdict
    if reset.asked_by_id and reset.asked_by.member_id == actor.member_id:  # type: ignore[union-attr]
        return refused(_("A second official must confirm: you asked for this reset yourself."))
    if reset.status != FactorReset.Status.ASKED:
        return refused(_("This reset has been decided already."))
    if reset.asked_by is not None and not reset.asked_by.is_current():
        # Two officials stand for a reset, and one of them was sent away.
        return refused(_("Who proposed this has left: it must be proposed again."))
    return ALLOWED


@verb
def can_read_audit(actor: Reader) -> Verdict:
    if isinstance(actor, Membership) and (
        actor.is_manager
        or actor.duty_content
        or actor.duty_membership
        or actor.duty_technical
        or ContactPoint.objects.filter(current(), membership_id=actor.pk, role=ContactPoint.Role.COORDINATOR).exists()
    ):
        return ALLOWED
    return refused(_("The record is read by the secretariat, managers and coordinators."))


@verb
def can_keep_own(actor: Reader, member: Member) -> Verdict:
    """Everybody keeps the own account, factors and sessions; nobody another's."""
    if isinstance(actor, Membership) and actor.member_id == member.pk:
        return ALLOWED
    return refused(_("This is somebody else's account."))


# Signing in: whoever asks may try; the secret decides, and the throttle how often.


@verb
def can_sign_in(actor: Reader) -> Verdict:
    return ALLOWED


@verb
def can_add_factor(actor: Reader, session: Session) -> Verdict:
    """On the own session: with fresh proof, or as long as there is no factor at all (the first sign-in)."""
    if not isinstance(actor, Membership) or session.membership_id != actor.pk:
        return refused(_("Sign in first."))
    if is_fresh(session) or not proofs_of(actor.member).enrolled:
        return ALLOWED
    return refused(_("Show your second factor again before you change it."))


@verb
def can_change_secrets(actor: Reader, session: Session) -> Verdict:
    """Factors, address and password: on the own session, with a second factor not older than five minutes."""
    if isinstance(actor, Membership) and session.membership_id == actor.pk and is_fresh(session):
        return ALLOWED
    return refused(_("Show your second factor again before you change this."))


@verb
def can_invite(actor: Reader, nomination: Nomination | None) -> Verdict:
    """An officer of the secretariat, for a nomination that has its approvals; without one only the operator."""
    if not isinstance(actor, Membership) or not actor.duty_membership:
        return refused(_("Only the secretariat invites."))
    if nomination is None or nomination.status != Nomination.Status.APPROVED or nomination.authority_id is None:
        return refused(_("This nomination has not been approved."))
    return ALLOWED


@verb
def can_accept(actor: Reader, invitation: Invitation) -> Verdict:
    """Whoever holds the token, while it lives: seven days, once, and as long as those who gave it are here."""
    gone = refused(_("This invitation does not work any more. Ask who invited you for a new one."))
    if invitation.used_at or invitation.withdrawn_at or invitation.expires_at <= timezone.now():
        return gone
    givers = [invitation.invited_by, invitation.nomination.nominated_by if invitation.nomination else None]
    if any(giver is not None and not giver.is_current() for giver in givers):
        return gone
    if not invitation.authority.is_current():
        return gone
    if isinstance(actor, Membership) and actor.member.email != invitation.email:
        return refused(_("This invitation is for another address than yours: sign out first."))
    return ALLOWED
