"""Section 5: the blob, its wraps, and the printed recovery key."""

import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.messaging.reference.primitives import argon2id, hkdf, open_sealed, random, seal, sign
from tests.messaging.reference.wire import SUITE, Reader, Refused, label, list8, list16, must, rises, sha256

from tests.messaging.reference.wire import text, u8, u16, u32, u64, vec  # isort: skip

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WORDS, RECOVERY, PASSKEY = 1, 2, 3


@dataclass(frozen=True)
class Head:
    id: bytes
    gen: int
    fingerprint: bytes
    version: int
    m_kib: int
    t: int
    p: int
    salt: bytes
    checkpoint: tuple[int, bytes]

    @property
    def cost(self) -> bytes:
        return u32(self.m_kib) + u32(self.t) + u8(self.p) + self.salt


def password(words: str) -> bytes:
    return " ".join(unicodedata.normalize("NFKC", words).lower().split()).encode()


def kek(kind: int, known: bytes | str, head: Head) -> bytes:
    if kind == WORDS:
        return argon2id(password(str(known)), head.salt, head.m_kib, head.t, head.p)
    assert isinstance(known, bytes)
    return hkdf(known, head.salt, label("recovery-key" if kind == RECOVERY else "passkey") + head.id, 32)


def wrap_context(head: Head, kind: int, ref: bytes) -> bytes:
    return label("blob-wrap") + u16(SUITE) + head.id + u8(kind) + vec(ref) + head.cost


def make_wrap(head: Head, kind: int, ref: bytes, known: bytes | str, dek: bytes) -> bytes:
    nonce = random(12)
    return u8(kind) + vec(ref) + nonce + seal(kek(kind, known, head), nonce, wrap_context(head, kind, ref), dek)


def write_content(secrets: list[tuple[int, bytes]], server_key: bytes, log_salt: bytes, pins: list) -> bytes:
    raw = list8([u32(gen) + secret for gen, secret in secrets]) + server_key + log_salt
    shown = [b"".join(list8([b"".join(map(text, words)) for words in said]) for said in pin[5:]) for pin in pins]
    raw += list16([p[0] + u32(p[1]) + p[2] + u8(p[3]) + u64(p[4]) + said for p, said in zip(pins, shown, strict=True)])
    return raw + bytes(-len(raw) % 1024)


def make_blob(head: Head, wraps: list[bytes], dek: bytes, content: bytes, suite: int = SUITE) -> bytes:
    listed = list8(wraps)
    first = u8(7) + u16(suite) + head.id + u32(head.gen) + head.fingerprint + u32(head.version) + head.cost
    first += sha256(listed) + u64(head.checkpoint[0]) + head.checkpoint[1]
    nonce = random(12)
    return first + listed + nonce + vec(seal(dek, nonce, label("blob") + first, content))


def read_head(at: Reader) -> tuple[Head, int, bytes]:
    at.type(0x07)
    suite, id, gen, print_, version = at.u16(), at.id(), at.u32(), at.hash(), at.u32()
    m_kib, t, p, salt, wraps_hash = at.u32(), at.u32(), at.u8(), at.take(16), at.hash()
    return Head(id, gen, print_, version, m_kib, t, p, salt, (at.u64(), at.hash())), suite, wraps_hash


def must_be_strong(head: Head) -> None:
    must(65536 <= head.m_kib <= 1048576 and 3 <= head.t <= 20 and head.p == 1, "kdf-too-weak")


def read_change(raw: bytes, payload: bytes) -> Head:
    at = Reader(raw + payload, 65536)
    head, suite, _wraps_hash = read_head(at)
    must(at.at == len(raw))
    at.take(12), at.vec(65536)
    at.end(suite)
    must_be_strong(head)
    return head


def sign_change(key: Ed25519PrivateKey, raw: bytes, payload: bytes) -> bytes:
    return sign(key, "blob-change", raw + payload)


def open_blob(raw: bytes, kind: int, ref: bytes, known: bytes | str) -> tuple[Head, dict]:
    at = Reader(raw, 65536)
    head, suite, wraps_hash = read_head(at)
    first = at.before()
    wraps = at.many(at.u8(), 2, 10, lambda: (at.u8(), at.vec(1024), at.take(12), at.take(48)))
    listed = raw[len(first) : at.at]
    nonce, sealed = at.take(12), at.vec(65536)
    at.end(suite)
    kinds = [wrap[0] for wrap in wraps]
    must(kinds.count(WORDS) == 1 and kinds.count(RECOVERY) == 1 and set(kinds) <= {WORDS, RECOVERY, PASSKEY})
    must(all((kind == PASSKEY) == bool(ref) for kind, ref, _nonce, _ct in wraps))
    must(sha256(listed) == wraps_hash, "wraps")
    must_be_strong(head)
    dek = _dek(head, wraps, kind, ref, known)
    return head, read_content(open_sealed(dek, nonce, label("blob") + first, sealed), head.gen)


def _dek(head: Head, wraps: list[tuple[int, bytes, bytes, bytes]], kind: int, ref: bytes, known: bytes | str) -> bytes:
    key = kek(kind, known, head)
    for its_kind, its_ref, nonce, sealed in wraps:
        if (its_kind, its_ref) == (kind, ref):
            try:
                return open_sealed(key, nonce, wrap_context(head, kind, ref), sealed)
            except Refused:
                continue
    raise Refused("wrong-key")


def read_pin(at: Reader) -> tuple:
    id, gen, print_, state, time = at.id(), at.u32(), at.hash(), at.u8(), at.u64()
    must(1 <= state <= 3)
    shown = at.many(at.u8(), 1, 4, lambda: [at.text(1024) for _ in range(4)]) if state == 3 else []
    return id, gen, print_, state, time, shown


def read_content(raw: bytes, newest: int) -> dict:
    at = Reader(raw, 65536)
    secrets = at.many(at.u8(), 1, 255, lambda: (at.u32(), at.take(32)))
    server_key, log_salt = at.take(32), at.take(32)
    pins = at.many(at.u16(), 0, 65535, lambda: read_pin(at))
    must(rises([gen for gen, _secret in secrets]) and rises([pin[0] for pin in pins]))
    must(len(raw) % 1024 == 0 and len(raw) - at.at < 1024, "padding")
    at.zeros()
    must(secrets[-1][0] == newest, "blob-not-mine")
    return {"secrets": secrets, "server_key": server_key, "log_salt": log_salt, "pins": pins}


def base32(raw: bytes, signs: int) -> str:
    value = int.from_bytes(raw, "big") << 256 >> (len(raw) * 8 + 256 - signs * 5)
    return "".join(CROCKFORD[value >> (5 * i) & 31] for i in reversed(range(signs)))


def print_recovery(key: bytes) -> list[str]:
    signs = base32(key, 52) + base32(sha256(label("recovery-check") + key), 4)
    return [signs[i : i + 4] for i in range(0, 56, 4)]


def read_recovery(typed: str) -> bytes:
    signs = "".join(typed.upper().replace("-", "").split()).translate(str.maketrans("OIL", "011"))
    must(len(signs) == 56 and set(signs) <= set(CROCKFORD))
    value = sum(CROCKFORD.index(letter) << 5 * i for i, letter in enumerate(reversed(signs[:52])))
    must(value & 15 == 0, "recovery-check")
    key = (value >> 4).to_bytes(32, "big")
    must("".join(print_recovery(key)) == signs, "recovery-check")
    return key
