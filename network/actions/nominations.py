"""How somebody is proposed and let in: nominate, approve (by another person), decline, withdraw."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network import audit
from network.access import can_approve, can_decline, can_nominate, can_nominate_office, can_withdraw
from network.actions.invitations import create_invitation
from network.conflicts import Conflict
from network.guard import require
from network.models import Approval, Authority, Body, Invitation, Membership, Nomination
from network.names import Names
from network.querysets import current

Role = Membership.Role
Status = Nomination.Status

# What a manager may propose; the secretariat proposes the others, too. A guest comes in by an introduction.
ROLES_OF_COLLEAGUES = (Role.MEMBER, Role.MANAGER)
ROLES_BY_SECRETARIAT = (*ROLES_OF_COLLEAGUES, Role.OBSERVER, Role.DESK_OFFICER, Role.SECRETARIAT)


@dataclass(frozen=True)
class Nominee:
    """The person proposed. `duties` ("content", "membership", "technical") only for an officer of the secretariat."""

    name: str
    email: str
    function: Names
    language: str = "en"
    role: str = Role.MEMBER
    duties: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class NewOffice:
    """An authority that is not here yet; it is made with the last approval."""

    body: Body
    kind: str
    names: Names
    zone: str


@transaction.atomic
def nominate(*, actor: Membership, authority: Authority, person: Nominee) -> Nomination:
    """The manager of AUTHORITY proposes a colleague, the secretariat anybody; another of the secretariat approves.

    Raises Conflict when the same person is proposed for the same authority already.
    """
    require(can_nominate, actor, authority)
    if not actor.duty_membership and person.role not in ROLES_OF_COLLEAGUES:
        raise ValidationError(_("The manager of an authority proposes members and managers."))
    if person.role in {Role.SECRETARIAT, Role.DESK_OFFICER}:
        require(can_nominate_office, actor)
        if actor.authority_id != authority.pk:
            raise ValidationError(_("Officers of the secretariat work at its own office: choose your own authority."))
    # Two managers who propose the same colleague at once: the second waits here, and is told.
    Authority.objects.select_for_update().get(pk=authority.pk)
    proposed = Nomination.objects.filter(authority=authority, email=person.email, status=Status.PROPOSED)
    if proposed.exists():
        raise Conflict(_("This person is proposed for this authority already."))
    return _propose(actor, person, authority=authority)


@transaction.atomic
def nominate_office(*, actor: Membership, office: NewOffice, person: Nominee) -> Nomination:
    """The secretariat proposes a new authority with its first person; two others of the secretariat approve.

    Raises Conflict when the same person is proposed for a new authority there already: approved, both would be made.
    """
    require(can_nominate_office, actor)
    if person.role not in ROLES_OF_COLLEAGUES:
        raise ValidationError(_("The first person of a new authority is a manager or a member."))
    Body.objects.select_for_update().get(pk=office.body.pk)
    proposed = Nomination.objects.filter(new_body=office.body, email=person.email, status=Status.PROPOSED)
    if proposed.exists():
        raise Conflict(_("This person is proposed for this authority already."))
    return _propose(actor, person, office=office)


def _propose(
    actor: Membership, person: Nominee, *, authority: Authority | None = None, office: NewOffice | None = None
) -> Nomination:
    if (person.role == Role.SECRETARIAT) != bool(person.duties):
        raise ValidationError(_("An officer of the secretariat has at least one duty; nobody else has one."))
    nomination: Nomination = Nomination.objects.create(
        authority=authority,
        new_body=office.body if office else None,
        new_kind=office.kind if office else "",
        new_names=office.names if office else {},
        new_zone=office.zone if office else "",
        email=person.email,
        name=person.name,
        function=person.function,
        language=person.language,
        role=person.role,
        duty_content="content" in person.duties,
        duty_membership="membership" in person.duties,
        duty_technical="technical" in person.duties,
        nominated_by=actor,
        nominated_at=timezone.now(),
    )
    _record("nominated", actor, nomination, words=person.role)
    return nomination


@transaction.atomic
def approve(*, actor: Membership, nomination: Nomination) -> Nomination:
    """An officer of the secretariat approves what somebody else proposed; the last approval sends the invitation.

    Raises Conflict when another official has decided it in the meantime.
    """
    nomination = _locked(nomination)
    require(can_approve, actor, nomination)
    if nomination.authority is not None and not nomination.authority.is_current():
        raise Conflict(_("This authority no longer exists: nominate for the one which succeeded it."))
    try:
        with transaction.atomic():
            Approval.objects.create(nomination=nomination, by=actor, at=timezone.now())
    except IntegrityError as error:
        raise Conflict(_("You have approved this already.")) from error
    _record("nomination_approved", actor, nomination)
    # Human beings count, who are still in office: neither two memberships of one, nor somebody who has left.
    approved = Approval.objects.filter(current(prefix="by__"), nomination=nomination)
    if approved.values("by__member_id").distinct().count() >= nomination.approvals_needed:
        _let_in(actor, nomination)
    return nomination


def _let_in(actor: Membership, nomination: Nomination) -> None:
    now = timezone.now()
    if nomination.authority is None:
        nomination.authority = _make_authority(actor, nomination, now)
    nomination.status, nomination.decided_at = Status.APPROVED, now
    nomination.save(update_fields=["authority", "status", "decided_at"])
    create_invitation(actor=actor, nomination=nomination)


def _make_authority(actor: Membership, nomination: Nomination, now: datetime) -> Authority:
    body = nomination.new_body
    if body is None:
        raise Conflict(_("This nomination names no authority."))
    authority: Authority = Authority.objects.create(
        body=body,
        kind=nomination.new_kind,
        names=nomination.new_names,
        zone=nomination.new_zone or "UTC",
        since=now,
    )
    audit.record("authority_made", actor=actor, subject=authority, duty="membership", authority=authority)
    return authority


@transaction.atomic
def decline(*, actor: Membership, nomination: Nomination, reason: str) -> Nomination:
    """An officer of the secretariat declines, with a reason which the manager reads."""
    nomination = _locked(nomination)
    require(can_decline, actor, nomination)
    _decide(nomination, Status.DECLINED, reason)
    _record("nomination_declined", actor, nomination, words=reason)
    return nomination


@transaction.atomic
def withdraw(*, actor: Membership, nomination: Nomination) -> Nomination:
    """Who proposed it takes it back, or another manager of the authority; an invitation that was sent is void."""
    nomination = _locked(nomination)
    require(can_withdraw, actor, nomination)
    _decide(nomination, Status.WITHDRAWN, "")
    Invitation.objects.filter(nomination=nomination, used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    _record("nomination_withdrawn", actor, nomination)
    return nomination


def _locked(nomination: Nomination) -> Nomination:
    """Return NOMINATION as it is now, with its row held until the transaction ends: one decision at a time."""
    now: Nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    return now


def _decide(nomination: Nomination, status: str, reason: str) -> None:
    nomination.status, nomination.reason, nomination.decided_at = status, reason, timezone.now()
    nomination.save(update_fields=["status", "reason", "decided_at"])


def _record(act: str, actor: Membership, nomination: Nomination, *, words: str = "") -> None:
    audit.record(
        act,
        actor=actor,
        subject=nomination,
        duty="membership",
        authority=nomination.authority,
        words=words,
    )
