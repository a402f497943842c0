"""The own account: how it looks, and its password."""

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from network import audit
from network.access import can_change_secrets, can_keep_own
from network.actions.sessions import end_sessions
from network.guard import require
from network.models import Member, Membership, PasswordReset, Session
from network.sessions import SessionStore
from network.signals import mail_wanted


@transaction.atomic
def set_preferences(*, actor: Membership, **chosen: str) -> None:
    """A member chooses language, zone, theme and density."""
    member = actor.member
    require(can_keep_own, actor, member)
    for name in ("language", "zone", "theme", "density"):
        if name in chosen:
            setattr(member, name, chosen[name])
    member.save(update_fields=["language", "zone", "theme", "density"])


def change_password(*, actor: Membership, session: Session, store: SessionStore, password: str) -> None:
    """A member with fresh proof sets a new password: every other browser is signed out, mailed links die."""
    require(can_change_secrets, actor, session)
    # Before the transaction: the database must not wait for the hash.
    encoded = make_password(password)
    with transaction.atomic():
        set_password(actor=actor, member=actor.member, encoded=encoded)
        end_sessions(actor=actor, member=actor.member, keep=session)
        # This browser stays: its session is bound to the new password, under a new key.
        store.cycle_key()
        store[HASH_SESSION_KEY] = actor.member.get_session_auth_hash()


@transaction.atomic
def set_password(*, actor: Membership, member: Member, encoded: str) -> None:
    """The member's new password, hashed, after whatever proof the caller asked for; told by mail, and recorded."""
    require(can_keep_own, actor, member)
    member.password = encoded
    member.save(update_fields=["password"])
    PasswordReset.objects.filter(member=member, used_at=None).update(used_at=timezone.now())
    audit.record("password_changed", actor=actor, subject=member, duty="membership", authority=actor.authority)
    mail_wanted.send(
        sender=Member, kind="factor_changed", address=member.email, language=member.language, path="/account/"
    )
