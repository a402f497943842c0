"""A forgotten password: a mailed link and the second factor set a new one."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network.access import can_apply_due, can_keep_own, can_sign_in
from network.actions.account import set_password
from network.actions.sessions import end_sessions
from network.conflicts import Conflict
from network.guard import require
from network.links import hash_of_path, new_token, path_of
from network.models import Member, Membership, PasswordReset
from network.models.proofs import memberships_of
from network.readers import Reader
from network.sealing import token_hash
from network.signals import mail_wanted

LINK_MINUTES = 30


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
    if member is None or not memberships_of(member):
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
