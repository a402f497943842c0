"""One's own account, sessions, factors and links; and signing in, which anybody may try."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.fresh import is_fresh
from network.guard import ALLOWED, NOBODY, Verdict, audience, refused, rule, verb
from network.models import EmailChange, Member, Membership, PasswordReset, RecoveryCode, Session, TotpFactor
from network.models.proofs import proofs_of
from network.readers import Person, Reader, Visitor


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


@verb
def can_keep_own(actor: Reader, member: Member) -> Verdict:
    """Everybody keeps the own account, factors and sessions; nobody another's."""
    if isinstance(actor, Membership) and actor.member_id == member.pk:
        return ALLOWED
    return refused(_("This is somebody else's account."))


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
