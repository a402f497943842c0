"""The server's own part: its signing key, the name of its log, checkpoints, and the second seal around a blob."""

import base64
import hashlib
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from messaging.wire.signing import to_sign
from network.sealing import seal, unseal

BLOB, REPORT = "messages/blob", "messages/report"


def origin() -> str:
    """Return the name of the log: the host of the installation and /messages."""
    return f"{urlsplit(settings.PUBLIC_URL).hostname}/messages"


def server_key() -> bytes:
    """Return the public key under which this server signs receipts, tombstones and checkpoints."""
    return _key(settings.MESSAGES_KEY).public_key().public_bytes_raw()


def signed(kind: str, body: bytes) -> bytes:
    """Return BODY, an object of the server's own, with its signature."""
    return body + _key(settings.MESSAGES_KEY).sign(to_sign(kind, body))


def checkpoint(size: int, root: str, seconds: int) -> str:
    """Return the signed note (C2SP tlog-checkpoint) over the log of SIZE leaves with ROOT, at SECONDS since 1970."""
    name = origin()
    text = f"{name}\n{size}\n{_base64(bytes.fromhex(root))}\ntime {seconds}\n"
    key_id = hashlib.sha256(name.encode() + b"\n\x01" + server_key()).digest()[:4]
    signature = _key(settings.MESSAGES_KEY).sign(text.encode())
    return f"{text}\n— {name} {_base64(key_id + signature)}\n"


def sealed_blob(identity: str, raw: bytes) -> str:
    return seal(BLOB, raw, identity)


def opened_blob(identity: str, sealed: str) -> bytes:
    return unseal(BLOB, sealed, identity)


def sealed_report(digest: str, raw: bytes) -> str:
    return seal(REPORT, raw, digest)


def opened_report(digest: str, sealed: str) -> bytes:
    return unseal(REPORT, sealed, digest)


@lru_cache(maxsize=4)
def _key(secret: str) -> Ed25519PrivateKey:
    info = b"counterpart/messages/ed25519"
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
