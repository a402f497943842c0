"""The primitives of section 2, from `cryptography` and PyNaCl."""

import hashlib
import os

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from nacl.bindings import crypto_core_ed25519_is_valid_point

from tests.messaging.reference.wire import Refused, label, must, sha256

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
random = os.urandom


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt or None, info).derive(secret)


def expand(key: bytes, info: bytes, length: int) -> bytes:
    return HKDFExpand(hashes.SHA256(), length, info).derive(key)


def argon2id(password: bytes, salt: bytes, m_kib: int, t: int, p: int) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=t, lanes=p, memory_cost=m_kib).derive(password)


def seal(key: bytes, nonce: bytes, bound: bytes, plain: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, plain, bound)


def open_sealed(key: bytes, nonce: bytes, bound: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, bound)
    except (InvalidTag, ValueError):
        raise Refused("cannot-open") from None


def signing_key(seed: bytes) -> tuple[Ed25519PrivateKey, bytes]:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key, key.public_key().public_bytes_raw()


def must_be_sound(public_key: bytes) -> None:
    must(len(public_key) == 32 and crypto_core_ed25519_is_valid_point(public_key), "weak-key")


def sign(key: Ed25519PrivateKey, kind: str, body: bytes) -> bytes:
    return key.sign(label(kind) + sha256(body))


def verify(public_key: bytes, kind: str, body: bytes, signature: bytes) -> None:
    verify_raw(public_key, label(kind) + sha256(body), signature)


def verify_raw(public_key: bytes, message: bytes, signature: bytes) -> None:
    must(len(signature) == 64, "signature")
    y = int.from_bytes(signature[:32], "little") % 2**255
    must(y < FIELD and int.from_bytes(signature[32:], "little") < ORDER, "signature")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        raise Refused("signature") from None


def box_key(seed: bytes) -> tuple[MLKEM768X25519PrivateKey, bytes]:
    expanded = hashlib.shake_256(seed).digest(96)
    lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    curve = X25519PrivateKey.from_private_bytes(expanded[64:])
    public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return MLKEM768X25519PrivateKey(lattice, curve), public


def box_public(public_key: bytes) -> MLKEM768X25519PublicKey:
    try:
        lattice = MLKEM768PublicKey.from_public_bytes(public_key[:1184])
        return MLKEM768X25519PublicKey(lattice, X25519PublicKey.from_public_bytes(public_key[1184:]))
    except ValueError:
        raise Refused("weak-key") from None


def must_be_sound_box(public_key: bytes) -> None:
    try:
        HPKE.encrypt(b"", box_public(public_key), b"")
    except Exception:  # the package names no one error for a shared secret of zero
        raise Refused("weak-key") from None


def seal_box(public_key: bytes, info: bytes, plain: bytes) -> bytes:
    """Return `enc ‖ ct`."""
    return HPKE.encrypt(plain, box_public(public_key), info)


def open_box(key: MLKEM768X25519PrivateKey, info: bytes, box: bytes) -> bytes:
    try:
        return HPKE.decrypt(box, key, info)
    except Exception:  # whatever is wrong with a box, it does not open
        raise Refused("cannot-open") from None
