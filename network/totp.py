"""One-time codes of an authenticator (RFC 6238): six digits, thirty seconds, one step of clock error each way."""

import base64
import hmac
import time
from urllib.parse import quote, urlencode

from django_otp.oath import hotp

from network.models import Member, TotpFactor
from network.sealing import seal, unseal

STEP = 30
WINDOW = 1
SECRET_BYTES = 20
ISSUER = "Counterpart"


def seal_secret(secret: bytes, member: Member) -> str:
    """Return SECRET as it is stored: sealed under the key outside the database, and bound to MEMBER."""
    return seal("totp", secret, str(member.pk))


def secret_of(factor: TotpFactor) -> bytes:
    return unseal("totp", factor.secret, str(factor.user_id))


def present_step() -> int:
    return int(time.time()) // STEP


def code_at(secret: bytes, step: int) -> str:
    """Return the six digits of SECRET in the time step STEP."""
    return f"{hotp(secret, step):06d}"


def looks_like_code(typed: str) -> bool:
    return len(typed) == 6 and typed.isascii() and typed.isdigit()


def step_of(secret: bytes, code: str) -> int | None:
    """Return the latest time step around now whose code is CODE, or None."""
    if not looks_like_code(code):
        return None
    now = present_step()
    # Every step is compared, so that the time taken does not say which one was near.
    same = [step for step in range(now - WINDOW, now + WINDOW + 1) if hmac.compare_digest(code_at(secret, step), code)]
    return max(same, default=None)


def secret_text(secret: bytes) -> str:
    """Return SECRET as an authenticator takes it by hand: base32 in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def setup_address(secret: bytes, member: Member) -> str:
    """Return the otpauth: address which the QR code holds; it names the account, so that one finds it in a list."""
    label = quote(f"{ISSUER}:{member.email}", safe=":@")
    text = base64.b32encode(secret).decode().rstrip("=")
    return f"otpauth://totp/{label}?{urlencode({'secret': text, 'issuer': ISSUER})}"
