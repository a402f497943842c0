"""What was lost: a password, by a mailed link and the second factor; a second factor, by two officials and a day."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network import audit
from network.access import can_apply_due, can_confirm_reset, can_keep_own, can_reset_factor, can_sign_in
from network.actions.account import set_password
from network.actions.sessions import end_sessions
from network.conflicts import Conflict
from network.guard import require
from network.links import hash_of_path, new_token, path_of
from network.models import FactorReset, Member, Membership, PasswordReset, RecoveryCode, TotpFactor
from network.models.proofs import passkeys_of, places_of
from network.querysets import current
from network.readers import Reader
from network.sealing import token_hash
from network.signals import mail_wanted

LINK_MINUTES = 30
DELAY = timedelta(hours=24)
Status = FactorReset.Status


@transaction.atomic
def ask_for_password(*, actor: Reader, email: str, language: str) -> None:
    """Anybody asks for a link to set a new password. Nobody looks here whether the address is an account's.

    Row, letter and job are written for every address; `give_link` decides, when the letter leaves.
    """
    require(can_sign_in, actor)
    token, now = new_token(), timezone.now()
    PasswordReset.objects.create(
        token_hash=token_hash(token), created_at=now, expires_at=now + timedelta(minutes=LINK_MINUTES)
    )
    mail_wanted.send(sender=Member, kind="password_reset", address=email, language=language, path=path_of(token))


@transaction.atomic
def give_link(*, actor: Reader, email: str, path: str) -> str | None:
    """The link at PATH becomes that of the member with this address; returns his language, None if there is nobody."""
    require(can_apply_due, actor)
    member: Member | None = Member.objects.filter(email=email).first()
    if member is None or not places_of(member):
        return None
    # Its own already, when the mail server did not take the letter at the first try.
    free = Q(member=None) | Q(member=member)
    alive = PasswordReset.objects.filter(free, used_at=None, expires_at__gt=timezone.now())
    given = alive.filter(token_hash=hash_of_path(path)).update(member=member)
    return member.language if given else None


def reset_password(*, actor: Membership, reset: PasswordReset, password: str) -> None:
    """Whoever holds the link and has shown the second factor of its member sets the password; all browsers sign out.

    Raises Conflict when the link was used or has grown too old.
    """
    require(can_keep_own, actor, actor.member)
    encoded = make_password(password)
    with transaction.atomic():
        spent = PasswordReset.objects.filter(
            pk=reset.pk, member=actor.member, used_at=None, expires_at__gt=timezone.now()
        ).update(used_at=timezone.now())
        if not spent:
            raise Conflict(_("This link does not work any more. Ask for a new one."))
        set_password(actor=actor, member=actor.member, encoded=encoded)
        end_sessions(actor=actor, member=actor.member)


@transaction.atomic
def ask_factor_reset(*, actor: Membership, member: Member, reason: str) -> FactorReset:
    """An official asks for the reset of MEMBER's second factor; member and managers are told at once.

    Nothing happens before another official confirms, and then not for 24 hours.
    """
    require(can_reset_factor, actor, member)
    open_ones = FactorReset.objects.select_for_update().filter(
        member=member, status__in=[Status.ASKED, Status.CONFIRMED]
    )
    if open_ones.exists():
        raise Conflict(_("A reset for this member is under way already."))
    reset: FactorReset = FactorReset.objects.create(
        member=member, asked_by=actor, asked_at=timezone.now(), reason=reason
    )
    _record("factor_reset_asked", actor, reset, words=reason)
    _tell(reset)
    return reset


@transaction.atomic
def confirm_factor_reset(*, actor: Membership, reset: FactorReset) -> None:
    """A second official confirms: it takes effect 24 hours from now."""
    reset = (
        FactorReset.objects.select_for_update(of=("self",))
        .select_related("member", "asked_by__member")
        .get(pk=reset.pk)
    )
    require(can_confirm_reset, actor, reset)
    now = timezone.now()
    reset.status, reset.confirmed_by, reset.confirmed_at = Status.CONFIRMED, actor, now
    reset.effective_at = now + DELAY
    reset.save(update_fields=["status", "confirmed_by", "confirmed_at", "effective_at"])
    _record("factor_reset_confirmed", actor, reset)
    _tell(reset)


@transaction.atomic
def cancel_factor_reset(*, actor: Membership, reset: FactorReset) -> None:
    """The member who has the factor after all, or an official, stops the reset before it takes effect."""
    reset = FactorReset.objects.select_for_update().select_related("member").get(pk=reset.pk)
    if actor.member_id == reset.member_id:
        require(can_keep_own, actor, reset.member)
    else:
        require(can_reset_factor, actor, reset.member)
    if reset.status not in {Status.ASKED, Status.CONFIRMED}:
        raise Conflict(_("This reset has been decided already."))
    reset.status, reset.cancelled_at = Status.CANCELLED, timezone.now()
    reset.save(update_fields=["status", "cancelled_at"])
    _record("factor_reset_cancelled", actor, reset)
    _tell(reset)


@transaction.atomic
def break_glass(*, actor: Reader, member: Member) -> FactorReset:
    """The operator begins the reset for a secretariat officer who lost everything: 24 hours, told to all of them."""
    require(can_reset_factor, actor, member)
    now = timezone.now()
    waiting: FactorReset | None = FactorReset.objects.filter(
        member=member, asked_by=None, status=Status.CONFIRMED
    ).first()
    if waiting is not None:
        return waiting
    FactorReset.objects.filter(member=member, status=Status.ASKED).update(status=Status.CANCELLED, cancelled_at=now)
    reset: FactorReset = FactorReset.objects.create(
        member=member, asked_at=now, confirmed_at=now, effective_at=now + DELAY, status=Status.CONFIRMED
    )
    _record("break_glass", actor, reset)
    _tell(reset)
    return reset


@transaction.atomic
def apply_due_resets(*, actor: Reader, now: datetime | None = None) -> int:
    """A day after the confirmation the factors are gone: the next sign-in sets up a new one. Returns how many."""
    require(can_apply_due, actor)
    now = now or timezone.now()
    due = FactorReset.objects.select_for_update(of=("self",)).filter(status=Status.CONFIRMED, effective_at__lte=now)
    done = 0
    for reset in due.select_related("member"):
        member = reset.member
        TotpFactor.objects.filter(user=member).delete()
        RecoveryCode.objects.filter(user=member).delete()
        passkeys_of(member).delete()
        FactorReset.objects.filter(pk=reset.pk).update(status=Status.DONE)
        for place in places_of(member)[:1]:
            end_sessions(actor=place, member=member)
        _record("factor_reset_done", actor, reset)
        _tell(reset)
        done += 1
    return done


def _record(act: str, actor: Reader, reset: FactorReset, words: str = "") -> None:
    places = places_of(reset.member)
    audit.record(
        act,
        actor=actor,
        subject=reset,
        duty="membership",
        authority=places[0].authority if places else None,
        words=words,
    )


def _tell(reset: FactorReset) -> None:
    """Tell the member and the managers of his authorities; of a secretariat officer, all secretariat officers."""
    member = reset.member
    heard = {member.pk: member}
    for place in places_of(member):
        colleagues = Membership.objects.filter(current(), authority=place.authority_id).select_related("member")
        if place.is_secretariat:
            colleagues = Membership.objects.filter(current(), role=Membership.Role.SECRETARIAT).select_related("member")
        else:
            colleagues = colleagues.filter(role=Membership.Role.MANAGER)
        heard |= {colleague.member_id: colleague.member for colleague in colleagues}
    for one in heard.values():
        mail_wanted.send(
            sender=FactorReset, kind="factor_reset", address=one.email, language=one.language, path="/resets/"
        )
