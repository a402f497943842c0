"""Labels, signatures and the validity of public keys: what this server accepts, every client accepts."""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from nacl.bindings import crypto_core_ed25519_is_valid_point

PREFIX = b"counterpart/v1/"
# The order of the group of Ed25519, and the prime of its field (RFC 8032).
L: Final = 2**252 + 27742317777372353535851937790883648493
P: Final = 2**255 - 19
# The modulus of ML-KEM (FIPS 203), and the bytes of the key in which its numbers of 12 bits stand.
Q: Final = 3329
ML_KEM_PK, ML_KEM_NUMBERS, X25519_PK = 1184, 1152, 32


def label(name: str) -> bytes:
    return PREFIX + name.encode() + b"\0"


def digest(raw: bytes) -> str:
    """Return the hash of an object: SHA-256 of all its bytes, in hex."""
    return hashlib.sha256(raw).hexdigest()


def to_sign(kind: str, body: bytes) -> bytes:
    return label(kind) + hashlib.sha256(body).digest()


def is_signed(public_key: bytes, kind: str, body: bytes, signature: bytes) -> bool:
    """Whether SIGNATURE over BODY as a KIND is by PUBLIC_KEY, which was checked by `is_ed25519`.

    S below the order and R below the prime are asked for here: not every library refuses the others.
    """
    s, r = int.from_bytes(signature[32:], "little"), int.from_bytes(signature[:32], "little") & ((1 << 255) - 1)
    if s >= L or r >= P:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, to_sign(kind, body))
    except InvalidSignature:
        return False
    return True


def is_ed25519(public_key: bytes) -> bool:
    """Whether PUBLIC_KEY is canonical, not of small order, and of the prime-order subgroup.

    Under the identity point as a key every signature verifies, of every message: asked once, when a key is registered.
    """
    return bool(crypto_core_ed25519_is_valid_point(public_key))


def is_x_wing(public_key: bytes) -> bool:
    """Whether PUBLIC_KEY is an ML-KEM-768 key with numbers below the modulus and an X25519 key not of low order."""
    if len(public_key) != ML_KEM_PK + X25519_PK:
        return False
    numbers = public_key[:ML_KEM_NUMBERS]
    for at in range(0, ML_KEM_NUMBERS, 3):
        pair = int.from_bytes(numbers[at : at + 3], "little")
        if pair & 0xFFF >= Q or pair >> 12 >= Q:
            return False
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public_key[ML_KEM_PK:]))
    except ValueError:
        return False
    return True
