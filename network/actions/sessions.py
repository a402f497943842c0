"""Sessions: one begins with a first proof, is completed by a second, and ends."""

from datetime import timedelta
from functools import partial

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from network.access import can_apply_due, can_keep_own, can_sign_in
from network.gate import IDLE_MINUTES, SECRETARIAT_IDLE_MINUTES
from network.guard import require
from network.models import Member, Membership, Session
from network.readers import Reader
from network.sessions import SessionStore
from network.signals import session_ended

PASSWORD_BACKEND = "network.authentication.PasswordBackend"  # noqa: S105 - the path of a class


@transaction.atomic
def begin_session(*, actor: Reader, store: SessionStore, place: Membership, device: str, origin: str) -> None:
    """Whoever has shown the first proof gets a half session that acts for PLACE: it reaches the second factor only.

    Whatever the browser had before is thrown away with its key, so that a key known beforehand is worth nothing.
    """
    require(can_sign_in, actor)
    store.flush()
    store[SESSION_KEY] = str(place.member_id)
    store[BACKEND_SESSION_KEY] = PASSWORD_BACKEND
    store[HASH_SESSION_KEY] = place.member.get_session_auth_hash()
    store.create()
    row = store.row
    if row is None:
        return
    row.member, row.membership, row.device, row.place = place.member, place, device[:80], origin
    row.save(update_fields=["member", "membership", "device", "place"])


@transaction.atomic
def prove_factor(*, actor: Membership, store: SessionStore, kind: str) -> bool:
    """The second factor KIND was shown in this session: it gets a new key, and is complete and fresh from now.

    Returns whether this completed the sign-in (else it only made the proof fresh).
    """
    row = store.row
    if row is None or row.member is None:
        return False
    require(can_keep_own, actor, row.member)
    completed = row.factor_at is None
    store.cycle_key()
    now = timezone.now()
    row.factor_at, row.factor_kind, row.used_at = now, kind, now
    row.save(update_fields=["factor_at", "factor_kind", "used_at"])
    if completed:
        Member.objects.filter(pk=row.member.pk).update(last_place=row.place, last_sign_in_at=now)
    return completed


@transaction.atomic
def switch_place(*, actor: Membership, store: SessionStore, place: Membership) -> None:
    """A member with a second current place acts through that one from now on, in this browser."""
    require(can_keep_own, actor, place.member)
    if store.row is None or not place.is_current():
        return
    store.cycle_key()
    Session.objects.filter(pk=store.row.pk).update(membership=place)
    _tell_ended([store.row.pk])


@transaction.atomic
def sign_out(*, actor: Reader, store: SessionStore) -> None:
    """This browser is signed out; its sockets close."""
    require(can_sign_in, actor)
    if store.row is not None:
        _tell_ended([store.row.pk])
    store.flush()


@transaction.atomic
def end_sessions(*, actor: Reader, member: Member, only: str = "", keep: Session | None = None) -> int:
    """A member (the clock, when his factor is reset) ends the session ONLY (public id), or all but KEEP; how many."""
    require(can_keep_own, actor, member)
    rows = Session.objects.filter(member=member)
    if only:
        rows = rows.filter(public_id=only)
    if keep is not None:
        rows = rows.exclude(pk=keep.pk)
    return _end(rows)


@transaction.atomic
def end_dead_sessions(*, actor: Reader) -> int:
    """Remove the sessions that were idle too long or lasted too long; the gate refuses them before that already."""
    require(can_apply_due, actor)
    now = timezone.now()
    idle = Q(used_at__lt=now - timedelta(minutes=IDLE_MINUTES))
    short = Q(
        membership__role=Membership.Role.SECRETARIAT, used_at__lt=now - timedelta(minutes=SECRETARIAT_IDLE_MINUTES)
    )
    return _end(Session.objects.filter(Q(expires_at__lte=now) | idle | short))


def _end(rows: QuerySet[Session]) -> int:
    ended = list(rows.values_list("pk", flat=True))
    Session.objects.filter(pk__in=ended).delete()
    _tell_ended(ended)
    return len(ended)


def _tell_ended(ended: list[int]) -> None:
    for session_id in ended:
        transaction.on_commit(partial(session_ended.send, sender=Session, session_id=session_id))
