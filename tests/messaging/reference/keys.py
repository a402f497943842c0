"""Sections 3 and 4: identities, key entries, the log and its checkpoints."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from tests.messaging.reference.primitives import box_key, hkdf, must_be_sound, must_be_sound_box, sign, signing_key

from tests.messaging.reference.primitives import verify, verify_raw  # isort: skip
from tests.messaging.reference.wire import SUITE, ZERO32, Reader, Refused, label, must, sha256, u8, u16, u32, u64


@dataclass(frozen=True)
class Identity:
    id: bytes
    gen: int
    ed_pk: bytes
    kem_pk: bytes
    sign_key: Any
    open_key: Any

    @property
    def fingerprint(self) -> bytes:
        return fingerprint(self.id, self.gen, self.ed_pk, self.kem_pk)


def fingerprint(id: bytes, gen: int, ed_pk: bytes, kem_pk: bytes) -> bytes:
    return sha256(label("fingerprint") + u16(SUITE) + ed_pk + kem_pk + id + u32(gen))


def derive_identity(secret: bytes, id: bytes, gen: int) -> Identity:
    whose = id + u32(gen)
    sign_key, ed_pk = signing_key(hkdf(secret, b"", label("identity/ed25519") + whose, 32))
    open_key, kem_pk = box_key(hkdf(secret, b"", label("identity/x-wing") + whose, 32))
    return Identity(id, gen, ed_pk, kem_pk, sign_key, open_key)


def safety_number(one: bytes, other: bytes) -> str:
    """Return the sixty digits of two pairs `id ‖ fingerprint`."""
    first, second = sorted([one, other])
    digest = hashlib.sha512(label("safety-number") + u16(1) + first + second).digest()
    return "".join(f"{int.from_bytes(digest[5 * i : 5 * i + 5], 'big') % 100_000:05}" for i in range(12))


@dataclass(frozen=True)
class Entry:
    id: bytes
    gen: int
    ed_pk: bytes
    kem_pk: bytes
    prev: bytes
    reason: int
    time: int
    body: bytes
    sig_new: bytes
    sig_old: bytes | None
    raw: bytes

    @property
    def hash(self) -> bytes:
        return sha256(self.raw)


def make_entry(
    who: Identity, reason: int, time: int, prev: bytes = ZERO32, old: Any = None, suite: int = SUITE
) -> bytes:
    body = u8(1) + u16(suite) + who.id + u32(who.gen) + who.ed_pk + who.kem_pk + prev + u8(reason) + u64(time)
    return body + sign(who.sign_key, "key-entry", body) + (sign(old, "key-entry", body) if old else b"")


def read_entry(raw: bytes) -> Entry:
    at = Reader(raw, 1440)
    at.type(0x01)
    suite, id, gen, ed_pk, kem_pk = at.u16(), at.id(), at.u32(), at.take(32), at.take(1216)
    prev, reason, time = at.hash(), at.u8(most=3), at.u64()
    must((reason == 0) == (gen == 0) and (prev == ZERO32) == (gen == 0))
    body, sig_new = at.before(), at.take(64)
    sig_old = at.take(64) if reason == 1 else None
    at.end(suite)
    return Entry(id, gen, ed_pk, kem_pk, prev, reason, time, body, sig_new, sig_old, raw)


def read_entries(raws: list[bytes]) -> list[Entry]:
    """Read all generations of an identity, each held against the one before it."""
    chain: list[Entry] = []
    for raw in raws:
        entry = read_entry(raw)
        before = chain[-1] if chain else None
        must(entry.gen == len(chain), "generation")
        must(before is None or (entry.prev, entry.id) == (before.hash, before.id), "previous")
        must_be_sound(entry.ed_pk)
        must_be_sound_box(entry.kem_pk)
        verify(entry.ed_pk, "key-entry", entry.body, entry.sig_new)
        if before and entry.sig_old is not None:
            verify(before.ed_pk, "key-entry", entry.body, entry.sig_old)
        chain.append(entry)
    return chain


def commitment(salt: bytes, id: bytes) -> bytes:
    return sha256(label("log-commitment") + salt + id)


def read_leaf(raw: bytes) -> tuple[bytes, bytes]:
    at = Reader(raw)
    at.type(0x02)
    at.type(1)
    leaf = at.hash(), at.hash()
    at.end()
    return leaf


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\0" + leaf)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right)


def split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def root(hashes: list[bytes]) -> bytes:
    """Return the tree hash of RFC 6962, section 2.1, as it is defined there."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else sha256(b"")
    half = split(len(hashes))
    return node_hash(root(hashes[:half]), root(hashes[half:]))


def inclusion(hashes: list[bytes], index: int) -> list[bytes]:
    if len(hashes) == 1:
        return []
    half = split(len(hashes))
    if index < half:
        return [*inclusion(hashes[:half], index), root(hashes[half:])]
    return [*inclusion(hashes[half:], index - half), root(hashes[:half])]


def consistency(hashes: list[bytes], size: int, whole: bool = True) -> list[bytes]:
    if size == len(hashes):
        return [] if whole else [root(hashes)]
    half = split(len(hashes))
    if size <= half:
        return [*consistency(hashes[:half], size, whole), root(hashes[half:])]
    return [*consistency(hashes[half:], size - half, False), root(hashes[:half])]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """Return the root that a proof leads to, by the recursion that made it."""
    if size == 1:
        must(not proof, "log-proof")
        return leaf
    must(proof, "log-proof")
    half = split(size)
    if index < half:
        return node_hash(root_by_inclusion(leaf, index, half, proof[:-1]), proof[-1])
    return node_hash(proof[-1], root_by_inclusion(leaf, index - half, size - half, proof[:-1]))


def must_include(leaf: bytes, index: int, size: int, top: bytes, proof: list[bytes]) -> None:
    must(0 <= index < size, "log-proof")
    must(root_by_inclusion(leaf, index, size, proof) == top, "log-proof")


def roots_by_consistency(small: int, size: int, proof: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """Return the roots of the smaller and the larger tree that a proof leads to; KNOWN stands for the whole smaller."""
    if small == size:
        if known is not None:
            must(not proof, "log-proof")
            return known, known
        must(len(proof) == 1, "log-proof")
        return proof[0], proof[0]
    must(proof, "log-proof")
    half = split(size)
    if small <= half:
        old, new = roots_by_consistency(small, half, proof[:-1], known)
        return old, node_hash(new, proof[-1])
    old, new = roots_by_consistency(small - half, size - half, proof[:-1], None)
    return node_hash(proof[-1], old), node_hash(proof[-1], new)


def must_be_consistent(small: int, small_root: bytes, size: int, top: bytes, proof: list[bytes]) -> None:
    must(0 < small <= size, "log-proof")
    must(roots_by_consistency(small, size, proof, small_root) == (small_root, top), "log-proof")


NUMBER = r"(0|[1-9][0-9]{0,15})"
NOTE = re.compile(rf"(([^\s+]+)\n{NUMBER}\n([^\n]+)\ntime {NUMBER}\n)\n((?:— [^\s+]+ [^\s]+\n)+)", re.ASCII)


def unbase64(value: str) -> bytes:
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("malformed") from None
    must(base64.b64encode(raw).decode() == value)
    return raw


def key_id(origin: str, server_key: bytes) -> bytes:
    return sha256(origin.encode() + b"\n\1" + server_key)[:4]


def write_checkpoint(origin: str, size: int, top: bytes, time: int, key: Any) -> str:
    body = f"{origin}\n{size}\n{base64.b64encode(top).decode()}\ntime {time}\n"
    signed = key_id(origin, key.public_key().public_bytes_raw()) + key.sign(body.encode())
    return f"{body}\n— {origin} {base64.b64encode(signed).decode()}\n"


def read_checkpoint(note: str, origin: str, server_key: bytes) -> tuple[int, bytes, int]:
    must(len(note.encode()) <= 16384, "too-large")
    found = NOTE.fullmatch(note)
    if found is None:
        raise Refused("malformed")
    body, name, size, top, time, lines = found.groups()
    must(int(size) < 2**53 and int(time) < 2**53)
    root_hash = unbase64(top)
    must(len(root_hash) == 32)
    must(name == origin, "server-key-changed")
    signed = False
    for line in lines.rstrip("\n").split("\n"):
        _dash, who, signature = line.split(" ")
        raw = unbase64(signature)
        if who != origin or raw[:4] != key_id(origin, server_key):
            continue
        try:
            verify_raw(server_key, body.encode(), raw[4:])
        except Refused:
            raise Refused("server-key-changed") from None
        signed = True
    must(signed, "server-key-changed")
    return int(size), root_hash, int(time)
