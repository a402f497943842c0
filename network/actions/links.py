"""What stands behind a mailed link, as long as it works."""

from dataclasses import dataclass

from django.utils import timezone

from network.access import can_accept, can_sign_in
from network.guard import can, require
from network.models import EmailChange, Invitation, Member, Membership, PasswordReset
from network.models.proofs import memberships_of, proofs_of
from network.readers import Reader


@dataclass(frozen=True)
class Arrival:
    """One of three things; of an invitation, `member` is the account that its address has already, with a factor."""

    invitation: Invitation | None = None
    change: EmailChange | None = None
    reset: PasswordReset | None = None
    member: Member | None = None
    # Through which membership the member of a reset acts.
    place: Membership | None = None
    refusal: str = ""


def open_link(*, actor: Reader, token_hash: str) -> Arrival | None:
    """Whoever holds a token sees what it is for; None: it never was, was used, or is too old. Nothing is consumed."""
    require(can_sign_in, actor)
    return _invitation(actor, token_hash) or _reset(token_hash) or _change(token_hash)


def _invitation(actor: Reader, token_hash: str) -> Arrival | None:
    related = ("authority__body", "invited_by", "nomination__nominated_by")
    found = Invitation.objects.select_related(*related).filter(token_hash=token_hash).first()
    if found is None:
        return None
    verdict = can(can_accept, actor, found)
    if not verdict and (not isinstance(actor, Membership) or actor.member.email == found.email):
        return None
    member = Member.objects.filter(email=found.email).first()
    known = member if member is not None and proofs_of(member).enrolled else None
    return Arrival(invitation=found, member=known, refusal=str(verdict.reason))


def _reset(token_hash: str) -> Arrival | None:
    now = timezone.now()
    alive = PasswordReset.objects.filter(token_hash=token_hash, used_at=None, expires_at__gt=now)
    found = alive.exclude(member=None).select_related("member").first()
    if found is None or found.member is None:
        return None
    memberships = memberships_of(found.member)
    return Arrival(reset=found, member=found.member, place=memberships[0]) if memberships else None


def _change(token_hash: str) -> Arrival | None:
    alive = EmailChange.objects.filter(
        token_hash=token_hash, confirmed_at=None, cancelled_at=None, done_at=None, expires_at__gt=timezone.now()
    )
    found = alive.select_related("member").first()
    return Arrival(change=found, member=found.member) if found else None
