"""What a browser would send, made with the test's own code from docs/messaging-protocol.md: nothing of the server's."""

import base64
import hashlib
import hmac
import os
import time
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

SUITE = (1).to_bytes(2)
ZERO32 = bytes(32)
EMPTY_ROOT = hashlib.sha256(b"").digest()


def label(name: str) -> bytes:
    return b"counterpart/v1/" + name.encode() + b"\0"


def h(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def u8(n: int) -> bytes:
    return n.to_bytes(1)


def u16(n: int) -> bytes:
    return n.to_bytes(2)


def u32(n: int) -> bytes:
    return n.to_bytes(4)


def u64(n: int) -> bytes:
    return n.to_bytes(8)


def vec(raw: bytes) -> bytes:
    return u32(len(raw)) + raw


def now() -> int:
    return int(time.time() * 1000)


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def sign(key: Ed25519PrivateKey, kind: str, body: bytes) -> bytes:
    return key.sign(label(kind) + h(body))


@dataclass
class Keys:
    """One generation of an identity's keys."""

    identity: bytes
    gen: int = 0
    ed: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    kem_pk: bytes = b""
    ed_pk: bytes = b""

    def __post_init__(self) -> None:
        if not self.kem_pk:
            self.kem_pk = x_wing()
        if not self.ed_pk:
            self.ed_pk = self.ed.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> bytes:
        return h(label("fingerprint") + SUITE + self.ed_pk + self.kem_pk + self.identity + u32(self.gen))

    def entry(
        self, *, prev: bytes = ZERO32, reason: int = 0, old: "Keys | None" = None, at: int | None = None, suite=SUITE
    ) -> bytes:
        body = b"\x01" + suite + self.identity + u32(self.gen) + self.ed_pk + self.kem_pk + prev + u8(reason)
        body += u64(now() if at is None else at)
        raw = body + sign(self.ed, "key-entry", body)
        return raw + (sign(old.ed, "key-entry", body) if old else b"")

    def blob(self, version: int = 1, **given) -> bytes:
        return blob(self, version, **given)

    def change(self, version: int = 2, **given) -> dict[str, str]:
        """Return what a browser sends to have another blob in the place of the one before."""
        raw = self.blob(version, **given)
        return {"blob": b64(raw), "signature": b64(self.signs(*parts(raw)))}

    def signs(self, head: bytes, payload: bytes) -> bytes:
        return sign(self.ed, "blob-change", head + payload)


def parts(raw: bytes) -> tuple[bytes, bytes]:
    """Return head and payload of the blob RAW; its payload is as long as `payload()`."""
    return raw[:156], raw[-len(payload()) :]


def x_wing() -> bytes:
    ml_kem = MLKEM768PrivateKey.generate().public_key().public_bytes_raw()
    return ml_kem + X25519PrivateKey.generate().public_key().public_bytes_raw()


def wraps(*kinds: int) -> bytes:
    """So many wraps, of bytes that nobody opens."""
    made = [u8(kind) + vec(b"credential" if kind == 3 else b"") + os.urandom(12 + 48) for kind in kinds]
    return u8(len(made)) + b"".join(made)


def blob(
    keys: Keys, version: int, *, m=65_536, t=3, p=1, wrapped: bytes | None = None, salt: bytes = b"s" * 16, **over
) -> bytes:
    wrapped = wraps(1, 2) if wrapped is None else wrapped
    head = head_of(keys, version, h(wrapped), m=m, t=t, p=p, salt=salt, **over)
    return head + wrapped + payload()


def head_of(keys: Keys, version: int, wraps_hash: bytes, *, m=65_536, t=3, p=1, salt=b"s" * 16, **over) -> bytes:
    head = b"\x07" + over.get("suite", SUITE) + over.get("identity", keys.identity) + u32(over.get("gen", keys.gen))
    head += over.get("fingerprint", keys.fingerprint) + u32(version) + u32(m) + u32(t) + u8(p) + salt
    return head + wraps_hash + u64(0) + EMPTY_ROOT


def payload(length: int = 1024 + 16) -> bytes:
    return os.urandom(12) + vec(os.urandom(length))


def record(
    creator: Keys,
    members: list[tuple[Keys, int]],
    *,
    conv: bytes,
    epoch: int = 0,
    prev: bytes = ZERO32,
    reason: int = 0,
    retention: int = 90,
    checkpoint: tuple[int, bytes] = (0, EMPTY_ROOT),
    at: int | None = None,
    suite: bytes = SUITE,
    wrapped: bytes | None = None,
    signer: "Keys | None" = None,
) -> tuple[bytes, bytes]:
    """Return an epoch record and its wraps, which hold bytes that nobody opens."""
    listed = sorted(members, key=lambda one: one[0].identity)
    body = b"\x03" + suite + conv + u32(epoch) + prev + u8(reason) + u32(retention) + creator.identity
    body += u32(creator.gen) + u16(len(listed))
    for keys, index in listed:
        body += keys.identity + u32(keys.gen) + keys.fingerprint + u64(index)
    body += u64(checkpoint[0]) + checkpoint[1] + u64(now() if at is None else at) + os.urandom(32)
    made = b"".join(keys.identity + os.urandom(1120 + 48) for keys, _index in listed)
    wraps = made if wrapped is None else wrapped
    body += h(made)
    return body + sign((signer or creator).ed, "epoch", body), wraps


def envelope(
    sender: Keys,
    *,
    conv: bytes,
    epoch_rec: bytes,
    heads: list[bytes],
    epoch: int = 0,
    counter: int = 1,
    prev_own: bytes = ZERO32,
    kind: int = 1,
    checkpoint: tuple[int, bytes] = (0, EMPTY_ROOT),
    at: int | None = None,
    suite: bytes = SUITE,
    length: int = 256,
    frank: bytes | None = None,
    signer: "Keys | None" = None,
    label_of: str = "message",
) -> bytes:
    body = b"\x04" + suite + conv + u32(epoch) + epoch_rec + sender.identity + u32(sender.gen) + u64(counter) + prev_own
    body += u8(len(heads)) + b"".join(heads) + u8(kind) + u64(now() if at is None else at) + os.urandom(32)
    body += (frank or os.urandom(32)) + u64(checkpoint[0]) + checkpoint[1] + vec(os.urandom(length + 16))
    return body + sign((signer or sender).ed, label_of, body)


def grant(
    granter: Keys, newcomer: Keys, *, conv: bytes, epoch_rec: bytes, epochs: list[int], at: int | None = None
) -> bytes:
    body = b"\x08" + SUITE + conv + granter.identity + u32(granter.gen) + newcomer.identity + u32(newcomer.gen)
    body += epoch_rec + u16(len(epochs)) + b"".join(u32(one) + os.urandom(1120 + 48) for one in epochs)
    body += u64(now() if at is None else at)
    return body + sign(granter.ed, "history", body)


def leave(
    keys: Keys,
    *,
    conv: bytes,
    epoch_rec: bytes,
    at: int | None = None,
    suite: bytes = SUITE,
    signer: "Keys | None" = None,
) -> bytes:
    body = b"\x09" + suite + conv + keys.identity + u32(keys.gen) + epoch_rec + u64(now() if at is None else at)
    return body + sign((signer or keys).ed, "membership", body)


def content(body: str, *, kind: int = 1, files: tuple[str, ...] = ()) -> bytes:
    """Return what a message says, with empty files of these names, filled up to the shortest length."""
    empty = u64(0) + bytes(64) + u64(56 + 256 + 16)
    listed = [b"f" * 16 + bytes(32) + vec(name.encode()) + vec(b"") + empty for name in files]
    said = u8(kind) + ZERO32 + u8(2) + vec(body.encode()) + u8(len(files)) + b"".join(listed)
    return said + bytes(next(step for step in (256, 1024, 4096) if step >= 32 + len(said)) - 32 - len(said))


def frank(k_f: bytes, sender: Keys, said: bytes, *, conv: bytes, epoch_rec: bytes, counter: int) -> bytes:
    where = conv + epoch_rec + sender.identity + u32(sender.gen) + u64(counter)
    return hmac.digest(k_f, label("frank") + where + said, "sha256")


def report(
    keys: Keys,
    messages: list[tuple[bytes, bytes, bytes]],
    *,
    conv: bytes,
    reason: bytes = b"He threatens me.",
    at: int | None = None,
    suite: bytes = SUITE,
    signer: "Keys | None" = None,
) -> bytes:
    body = b"\x0b" + suite + conv + keys.identity + u32(keys.gen) + u8(len(messages))
    body += b"".join(envelope_hash + k_f + vec(said) for envelope_hash, k_f, said in messages)
    body += vec(reason) + u64(now() if at is None else at)
    return body + sign((signer or keys).ed, "report", body)
