"""A member who lost every way to open his messages begins anew: two officials agree, and 72 hours pass."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.access import (
    can_agree_to_key_reset,
    can_ask_key_reset,
    can_message,
    can_stop_key_reset,
    identity_of,
    is_ended,
)
from messaging.models import Identity, KeyReset
from messaging.models.resets import OPEN
from network import audit
from network.access import can_apply_due
from network.conflicts import Conflict
from network.guard import require
from network.models import Membership
from network.models.proofs import memberships_of
from network.querysets import current
from network.readers import Reader, as_system
from network.signals import mail_wanted
from notices.actions import hear

DELAY = timedelta(hours=72)
# Leave that nobody uses is a door that stands open.
USABLE = timedelta(days=14)
MOVED = "key_reset_moved"
Status = KeyReset.Status
# Also of what was done in his own name: it may not have been the member.
TELLS = as_system("a member is told of each step towards new keys in his name, also when it was himself")


@transaction.atomic
def ask_key_reset(*, actor: Membership, reason: str) -> KeyReset:
    """A member asks to begin anew, and is told at once, by mail, too. Raises Conflict when one is under way."""
    require(can_ask_key_reset, actor)
    own = identity_of(actor)
    identity: Identity = Identity.objects.select_for_update().get(pk=own.pk if own else None)
    if KeyReset.objects.filter(identity=identity, status__in=OPEN).exists():
        raise Conflict(_("A new start is under way already."))
    reset: KeyReset = KeyReset.objects.create(identity=identity, asked_at=timezone.now(), reason=reason)
    _record("key_reset_asked", actor, reset)
    _tell(reset)
    return reset


@transaction.atomic
def agree_to_key_reset(*, actor: Membership, reset: KeyReset, reason: str) -> KeyReset:
    """An official agrees; REASON says how he made sure who asks. With the second one, 72 hours begin."""
    require(can_agree_to_key_reset, actor, reset)
    held = _held(reset)
    require(can_agree_to_key_reset, actor, held)
    now = timezone.now()
    if held.first_by is None:
        held.first_by, held.first_at = actor, now
        held.save(update_fields=["first_by", "first_at"])
        act = "key_reset_agreed"
    else:
        held.second_by, held.second_at, held.effective_at, held.status = actor, now, now + DELAY, Status.AGREED
        held.save(update_fields=["second_by", "second_at", "effective_at", "status"])
        act = "key_reset_confirmed"
    _record(act, actor, held, words=reason)
    _tell(held)
    return held


@transaction.atomic
def stop_key_reset(*, actor: Membership, reset: KeyReset) -> None:
    """The member stops it, who has the words after all or never asked; or an official does."""
    require(can_stop_key_reset, actor, reset)
    held = _held(reset)
    if held.status not in OPEN:
        raise Conflict(_("This new start has been decided already."))
    _end(held, Status.STOPPED)
    _record("key_reset_stopped", actor, held)
    _tell(held)


@transaction.atomic
def settle_key_resets(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock lets begin what was agreed to 72 hours ago, and ends what nobody stands for or uses; returns how many.

    Two officials stand for it until it is in effect: one of whom only one is left comes to nothing, like one whose
    member has left.
    """
    require(can_apply_due, actor)
    now = now or timezone.now()
    gone = Q(first_by__isnull=False) & ~current(now, "first_by__")
    gone |= Q(second_by__isnull=False) & ~current(now, "second_by__")
    void = Q(status__in=[Status.ASKED, Status.AGREED]) & gone | Q(is_ended("identity__"), status__in=OPEN)
    steps: list[tuple[Q, Status, str]] = [
        (void, Status.VOID, "key_reset_void"),
        (Q(status=Status.READY, effective_at__lte=now - USABLE), Status.LAPSED, "key_reset_lapsed"),
        (Q(status=Status.AGREED, effective_at__lte=now), Status.READY, "key_reset_in_effect"),
    ]
    settled = 0
    for which, status, act in steps:
        for reset in KeyReset.objects.select_for_update(of=("self",)).select_related("identity__member").filter(which):
            if status == Status.READY:
                KeyReset.objects.filter(pk=reset.pk).update(status=status)
            else:
                _end(reset, status)
            _record(act, actor, reset)
            _tell(reset)
            settled += 1
    return settled


def usable_reset(*, actor: Membership, identity: Identity) -> KeyReset | None:
    """Return the leave that IDENTITY, whose row is held, has to begin anew now."""
    require(can_message, actor)
    since = timezone.now() - USABLE
    ready = KeyReset.objects.select_for_update(of=("self",)).select_related("identity__member")
    found: KeyReset | None = ready.filter(identity=identity, status=Status.READY, effective_at__gt=since).first()
    return found


def use_reset(*, actor: Membership, reset: KeyReset) -> None:
    """The member has begun anew, in the transaction that stores his keys."""
    require(can_message, actor)
    _end(reset, Status.DONE)
    _record("key_reset_done", actor, reset)
    _tell(reset)


def _held(reset: KeyReset) -> KeyReset:
    rows = KeyReset.objects.select_for_update(of=("self",)).select_related("identity__member", "first_by")
    held: KeyReset = rows.get(pk=reset.pk)
    return held


def _end(reset: KeyReset, status: KeyReset.Status) -> None:
    # What happened, and when he can be called, is for those who decide.
    reset.status, reset.ended_at, reset.reason = status, timezone.now(), ""
    reset.save(update_fields=["status", "ended_at", "reason"])


def _behind(reset: KeyReset) -> list[Membership]:
    found = memberships_of(reset.identity.member)
    return [one for one in found if one.authority.body_id == reset.identity.body_id]


def _record(act: str, actor: Reader, reset: KeyReset, words: str = "") -> None:
    behind = _behind(reset)
    authority: Any = behind[0].authority if behind else None
    audit.record(act, actor=actor, subject=reset, duty="membership", authority=authority, words=words)


def _tell(reset: KeyReset) -> None:
    member = reset.identity.member
    behind = [one.pk for one in _behind(reset)]
    hear(actor=TELLS, kind=MOVED, thing=reset, group=f"key reset:{reset.pk}", membership_ids=behind)
    mail_wanted.send(
        sender=KeyReset, kind="key_reset", address=member.email, language=member.language, path="/messages/begin-anew/"
    )
