"""Invitations: made when a nomination is approved, or by the operator; used once, by whoever holds the token."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network import audit
from network.access import can_accept, can_invite
from network.conflicts import Conflict
from network.guard import can, require
from network.links import new_token, path_of
from network.models import Authority, Invitation, Member, Membership, Nomination
from network.models.proofs import proofs_of
from network.names import Names
from network.readers import Reader
from network.sealing import token_hash
from network.signals import mail_wanted

DAYS = 7
COPIED = ("email", "name", "function", "language", "role", "duty_content", "duty_membership", "duty_technical")
GUEST_DAYS = 90


@dataclass(frozen=True)
class Invited:
    """Whom the operator invites: without a nomination, on an installation where nobody can approve one."""

    authority: Authority
    email: str
    name: str
    role: str
    duty_content: bool
    duty_membership: bool
    duty_technical: bool
    function: Names
    language: str = "en"


@transaction.atomic
def create_invitation(
    *, actor: Reader, nomination: Nomination | None = None, invited: Invited | None = None, mail: bool = True
) -> str:
    """An officer of the secretariat invites who was approved; the operator anybody. Returns the token, kept nowhere.

    The mail holds the link and nothing else. Seven days, single use; it dies with the membership of who made it, one of
    the operator's with the next that is made for the same person.
    """
    require(can_invite, actor, nomination)
    given = nomination or invited
    if given is None or given.authority is None:
        raise ValueError("An invitation needs an approved nomination, or whom the operator invites.")
    if nomination is None:
        _replace(actor, given.authority, given.email.lower())
    token, now = new_token(), timezone.now()
    fields = {name: getattr(given, name) for name in COPIED}
    invitation = Invitation.objects.create(
        **{**fields, "email": given.email.lower()},
        nomination=nomination,
        authority=given.authority,
        invited_by=actor if isinstance(actor, Membership) else None,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    audit.record(
        "invitation_made",
        actor=actor,
        subject=invitation,
        duty="membership",
        authority=given.authority,
        words=given.role,
    )
    if mail:
        mail_wanted.send(
            sender=Invitation,
            kind="invitation",
            address=invitation.email,
            language=invitation.language,
            path=path_of(token),
        )
    return token


def _replace(actor: Reader, office: Authority, email: str) -> None:
    # Who needs another link has lost the first one, perhaps to somebody who would use it.
    former = Invitation.objects.select_for_update().filter(
        nomination=None, authority=office, email=email, used_at=None, withdrawn_at=None
    )
    for invitation in former:
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
        audit.record("invitation_withdrawn", actor=actor, subject=invitation, duty="membership", authority=office)


def accept_invitation(*, actor: Reader, invitation: Invitation, name: str, password: str, language: str) -> Membership:
    """Whoever holds the token becomes a member, with a password; the second factor is set up next.

    Raises Conflict when somebody (another tab, another holder) was first, Refused when it does not work any more.
    """
    require(can_accept, actor, invitation)
    # Before the transaction: the database must not wait for the hash.
    encoded = make_password(password)
    try:
        return _become(actor, invitation, name=name, encoded=encoded, language=language)
    except IntegrityError as error:
        # Two invitations to one new address: neither saw the account of the other. All is as before, this one unspent.
        raise Conflict(
            _("Another invitation to this address was accepted at the same moment. Send the form again.")
        ) from error


@transaction.atomic
def _become(actor: Reader, invitation: Invitation, *, name: str, encoded: str, language: str) -> Membership:
    _spend(actor, invitation)
    member = Member.objects.select_for_update().filter(email=invitation.email).first()
    if member is None:
        member = Member(email=invitation.email)
    elif proofs_of(member).enrolled:
        raise Conflict(_("This address has an account already: sign in, then open the link again."))
    member.name, member.language, member.password = name, language, encoded
    member.save()
    return _admit(actor, invitation, member)


@transaction.atomic
def join_by_invitation(*, actor: Membership, invitation: Invitation) -> Membership:
    """A member who is signed in takes a place at a second authority of the same State."""
    require(can_accept, actor, invitation)
    # Held until the end: of two invitations to one authority the second finds the place that the first gave.
    member = Member.objects.select_for_update().get(pk=actor.member_id)
    _spend(actor, invitation)
    return _admit(actor, invitation, member)


def _spend(actor: Reader, invitation: Invitation) -> None:
    # In one statement: of twenty who come at once, one changes the row.
    spent = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).update(used_at=timezone.now())
    if not spent:
        invitation.refresh_from_db()
        reason = can(can_accept, actor, invitation).reason
        raise Conflict(reason or _("This invitation was used a moment ago."))


def _admit(actor: Reader, invitation: Invitation, member: Member) -> Membership:
    now = timezone.now()
    mine = Membership.objects.filter(member=member).select_related("authority")
    if any(place.authority.body_id != invitation.authority.body_id for place in mine):
        raise Conflict(
            _("This address belongs to an account of another State. Ask who invited you to invite another address.")
        )
    here: list[Membership] = [
        place for place in mine if place.authority_id == invitation.authority_id and place.is_current(now)
    ]
    if here:
        # Somebody who never finished signing in, or lost everything, comes back to the same place.
        return here[0]
    membership: Membership = Membership.objects.create(
        member=member,
        authority=invitation.authority,
        role=invitation.role,
        duty_content=invitation.duty_content,
        duty_membership=invitation.duty_membership,
        duty_technical=invitation.duty_technical,
        function=invitation.function,
        since=now,
        until=now + timedelta(days=GUEST_DAYS) if invitation.role == Membership.Role.GUEST else None,
    )
    audit.record(
        "invitation_accepted",
        actor=membership,
        subject=invitation,
        duty="membership",
        authority=invitation.authority,
        words=invitation.role,
    )
    return membership
