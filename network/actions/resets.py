"""A lost second factor: taken away by two officials, a day later."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network import audit
from network.access import can_apply_due, can_confirm_reset, can_keep_own, can_reset_factor
from network.actions.sessions import end_sessions
from network.conflicts import Conflict
from network.guard import require
from network.models import FactorReset, Member, Membership, RecoveryCode, TotpFactor
from network.models.proofs import memberships_of, passkeys_of
from network.querysets import current
from network.readers import Reader
from network.signals import mail_wanted

DELAY = timedelta(hours=24)
Status = FactorReset.Status


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
    """A day after the confirmation the factors are gone: the next sign-in sets up a new one. Returns how many.

    Two officials stand for a reset until it is done: one for which only one of them is left comes to nothing.
    """
    require(can_apply_due, actor)
    now = now or timezone.now()
    _void(actor, now)
    due = FactorReset.objects.select_for_update(of=("self",)).filter(status=Status.CONFIRMED, effective_at__lte=now)
    done = 0
    for reset in due.select_related("member"):
        member = reset.member
        TotpFactor.objects.filter(user=member).delete()
        RecoveryCode.objects.filter(user=member).delete()
        passkeys_of(member).delete()
        FactorReset.objects.filter(pk=reset.pk).update(status=Status.DONE)
        end_sessions(actor=actor, member=member)
        _record("factor_reset_done", actor, reset)
        _tell(reset)
        done += 1
    return done


def _void(actor: Reader, now: datetime) -> None:
    """End the resets of whose officials one has left since: a person who was sent away decides nothing any more."""
    gone = Q(asked_by__isnull=False) & ~current(now, "asked_by__")
    gone |= Q(confirmed_by__isnull=False) & ~current(now, "confirmed_by__")
    officers = Membership.objects.filter(current(now), duty_membership=True)
    resets = FactorReset.objects.select_for_update(of=("self",)).select_related("member")
    for reset in resets.filter(gone, status__in=[Status.ASKED, Status.CONFIRMED]):
        FactorReset.objects.filter(pk=reset.pk).update(status=Status.CANCELLED, cancelled_at=now)
        _record("factor_reset_void", actor, reset)
        _tell(reset, "factor_reset_void", [officer.member for officer in officers.select_related("member")])


def _record(act: str, actor: Reader, reset: FactorReset, words: str = "") -> None:
    memberships = memberships_of(reset.member)
    audit.record(
        act,
        actor=actor,
        subject=reset,
        duty="membership",
        authority=memberships[0].authority if memberships else None,
        words=words,
    )


def _tell(reset: FactorReset, kind: str = "factor_reset", others: Iterable[Member] = ()) -> None:
    """Tell OTHERS, the member and his managers; of a secretariat officer, all officers of the secretariat."""
    member = reset.member
    heard = {one.pk: one for one in (member, *others)}
    for membership in memberships_of(member):
        colleagues = Membership.objects.filter(current(), authority=membership.authority_id).select_related("member")
        if membership.is_secretariat:
            colleagues = Membership.objects.filter(current(), role=Membership.Role.SECRETARIAT).select_related("member")
        else:
            colleagues = colleagues.filter(role=Membership.Role.MANAGER)
        heard |= {colleague.member_id: colleague.member for colleague in colleagues}
    for one in heard.values():
        mail_wanted.send(sender=FactorReset, kind=kind, address=one.email, language=one.language, path="/resets/")
