"""Seals short texts under a key outside the database: factor secrets, cursors, text carried through sign-in."""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unsealable(ValueError):
    """The text was not sealed here, for this purpose and this context, or was changed."""


def seal(purpose: str, text: bytes, context: str = "") -> str:
    """Return TEXT sealed with AES-256-GCM under a key of PURPOSE, bound to CONTEXT, as URL-safe base64."""
    nonce = os.urandom(12)
    sealed = AESGCM(_key(settings.FIELD_KEY, purpose)).encrypt(nonce, text, context.encode())
    return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()


def unseal(purpose: str, sealed: str, context: str = "") -> bytes:
    """Return the text sealed for PURPOSE and CONTEXT, under the present key or a former one; else raise Unsealable."""
    try:
        raw = base64.urlsafe_b64decode(sealed.encode() + b"=" * (-len(sealed) % 4))
    except (ValueError, UnicodeEncodeError):
        raise Unsealable from None
    if len(raw) < 28:
        raise Unsealable
    for key in (settings.FIELD_KEY, *settings.FIELD_KEY_FALLBACKS):
        try:
            return AESGCM(_key(key, purpose)).decrypt(raw[:12], raw[12:], context.encode())
        except InvalidTag:
            continue
    raise Unsealable


def keyed_hash(purpose: str, text: str) -> str:
    """Return an HMAC-SHA256 of TEXT in hex: equal texts are found, but nobody without the key can try guesses."""
    return hmac.new(_key(settings.FIELD_KEY, purpose), text.encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """Return the SHA-256 of a token of 256 random bits, in hex: the form in which tokens are stored."""
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache(maxsize=64)
def _key(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"counterpart/{purpose}".encode()).derive(
        secret.encode()
    )
