"""Second factors: an authenticator's code, recovery codes; setting them up, showing them, taking them away."""

import secrets

from django.db import transaction
from django.utils import timezone

from network import audit
from network.access import can_add_factor, can_change_secrets, can_keep_own, can_sign_in
from network.guard import require
from network.models import Member, Membership, RecoveryCode, Session, TotpFactor
from network.models.proofs import memberships_of, passkeys_of
from network.readers import Reader
from network.sealing import keyed_hash
from network.signals import mail_wanted
from network.totp import SECRET_BYTES, looks_like_code, seal_secret, secret_of, step_of

CODES = 10
# Without letters that are taken for digits: 16 of these 32 signs are 80 random bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011", " -\u2010\u2011\u2013")


@transaction.atomic
def prepare_totp(*, actor: Membership, session: Session) -> bytes:
    """A member who may add a factor gets a secret that counts only when a code of it was shown; returns its 20 bytes.

    The same secret again until then: two tabs show one code. Another browser gets another: whoever knew the password
    and looked first would else share the secret that the member sets up later, and nobody would notice.
    """
    require(can_add_factor, actor, session)
    waiting = _waiting_totp(actor, session)
    if waiting is not None:
        return secret_of(waiting)
    secret = secrets.token_bytes(SECRET_BYTES)
    TotpFactor.objects.create(
        user=actor.member, name=session.public_id, confirmed=False, secret=seal_secret(secret, actor.member)
    )
    return secret


@transaction.atomic
def confirm_totp(*, actor: Membership, session: Session, code: str) -> bool:
    """The code of the new secret is right: it takes the place of an older authenticator. Returns whether it was."""
    # Held until the end: two half sign-ins at one instant must not both find an account without a factor.
    Member.objects.select_for_update().get(pk=actor.member_id)
    require(can_add_factor, actor, session)
    waiting = _waiting_totp(actor, session)
    if waiting is None or not _accept(waiting, "".join(code.split())):
        return False
    TotpFactor.objects.filter(user=actor.member).exclude(pk=waiting.pk).delete()
    TotpFactor.objects.filter(pk=waiting.pk).update(confirmed=True, name="totp")
    tell_factor_change(actor, "totp_added")
    return True


@transaction.atomic
def give_totp(*, actor: Reader, member: Member, secret: bytes) -> None:
    """The demonstration's loader gives an invented member an authenticator whose codes `manage.py code` prints."""
    require(can_keep_own, actor, member)
    if not member.is_demonstration:
        raise ValueError("Only a member of the demonstration is given a factor.")
    TotpFactor.objects.filter(user=member).delete()
    TotpFactor.objects.create(user=member, name="totp", confirmed=True, secret=seal_secret(secret, member))


@transaction.atomic
def check_code(*, actor: Reader, member: Member, code: str) -> str:
    """Whoever shows the first proof of MEMBER shows a code; returns its kind, "totp" or "recovery", or "" when wrong.

    A right one is spent by that: of twenty that come at once, one passes.
    """
    require(can_sign_in, actor)
    typed = "".join(code.split())
    if looks_like_code(typed):
        factors = TotpFactor.objects.filter(user=member, confirmed=True)
        return "totp" if any(_accept(factor, typed) for factor in factors) else ""
    spent = RecoveryCode.objects.filter(user=member, used_at=None, code_hash=_code_hash(member, code)).update(
        used_at=timezone.now()
    )
    for place in memberships_of(member)[:1] if spent else []:
        audit.record("recovery_code_used", actor=place, subject=member, duty="membership", authority=place.authority)
    return "recovery" if spent else ""


@transaction.atomic
def make_recovery_codes(*, actor: Membership, session: Session) -> list[str]:
    """A member gets ten codes, shown this once; the older ones stop working."""
    require(can_change_secrets, actor, session)
    RecoveryCode.objects.filter(user=actor.member).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _sign in range(16)) for _code in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=actor.member, name="recovery", code_hash=_code_hash(actor.member, code)) for code in codes
    )
    tell_factor_change(actor, "recovery_codes_made")
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


@transaction.atomic
def remove_factor(*, actor: Membership, session: Session, kind: str, passkey: str = "") -> bool:
    """A member removes the authenticator or one passkey, but never the last: another must be there first."""
    require(can_change_secrets, actor, session)
    member = Member.objects.select_for_update().get(pk=actor.member_id)
    totp = TotpFactor.objects.filter(user=member, confirmed=True)
    passkeys = passkeys_of(member)
    if totp.count() + passkeys.count() < 2:
        return False
    doomed = totp if kind == "totp" else passkeys.filter(credential_id_sha256=passkey)
    if not doomed.delete()[0]:
        return False
    tell_factor_change(actor, "totp_removed" if kind == "totp" else "passkey_removed")
    return True


def tell_factor_change(actor: Membership, act: str) -> None:
    """Record ACT, a change of the actor's own factors, and tell by mail that something changed."""
    require(can_keep_own, actor, actor.member)
    audit.record(act, actor=actor, subject=actor.member, duty="membership", authority=actor.authority)
    mail_wanted.send(
        sender=Member,
        kind="factor_changed",
        address=actor.member.email,
        language=actor.member.language,
        path="/account/",
    )


def _waiting_totp(actor: Membership, session: Session) -> TotpFactor | None:
    # Until it is confirmed, it has the name of the session that asked for it.
    mine = TotpFactor.objects.filter(user=actor.member, confirmed=False, name=session.public_id)
    found: TotpFactor | None = mine.order_by("-pk").first()
    return found


def _accept(factor: TotpFactor, code: str) -> bool:
    step = step_of(secret_of(factor), code)
    if step is None:
        return False
    # In one statement: of two equal codes that come at once, or of one that was seen and sent again, one passes.
    fresh = TotpFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    return bool(fresh.update(last_step=step, last_used_at=timezone.now()))


def _code_hash(member: Member, code: str) -> str:
    plain = code.upper().translate(MISREAD)
    return keyed_hash("recovery", f"{member.pk}\n{plain}")
