"""How somebody is let in: the manager of the authority proposes, the secretariat's membership officers decide."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.guard import ALLOWED, EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import Approval, Authority, Invitation, Membership, Nomination
from network.readers import Person, Reader, Visitor


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
