"""Section 6: epochs, envelopes and what is in them, leaves, grants, receipts, tombstones and reports."""

from dataclasses import dataclass
from typing import Any

from tests.messaging.reference.files import MOST_BYTES, sealed_length
from tests.messaging.reference.keys import Identity
from tests.messaging.reference.primitives import hkdf, open_box, open_sealed, random, seal, seal_box, sign
from tests.messaging.reference.wire import SUITE, ZERO32, Reader, hmac, label, list8, list16, must, padded

from tests.messaging.reference.wire import rises, sha256, text, u8, u16, u32, u64, vec  # isort: skip


@dataclass(frozen=True)
class Signed:
    """An object that was read: what it says, and what its signature is over."""

    kind: str
    said: dict[str, Any]
    body: bytes
    sig: bytes
    raw: bytes
    marks: dict[str, bytes]


def point(checkpoint: tuple[int, bytes]) -> bytes:
    return u64(checkpoint[0]) + checkpoint[1]


# Epochs


def make_epoch(
    *, creator: Identity, members: list[tuple[Identity, int]], key: bytes, suite: int = SUITE, sort: bool = True,
    commit_to: bytes | None = None, **at: Any,
) -> tuple[bytes, bytes]:  # fmt: skip
    """Return a record and its wraps; `suite`, `sort` and `commit_to` make records that must be refused."""
    order = sorted(members, key=lambda member: member[0].id) if sort else members
    before = u8(3) + u16(suite) + at["conv"] + u32(at["epoch"]) + at["prev"] + u8(at["reason"]) + u32(at["retention"])
    before += creator.id + u32(creator.gen)
    before += list16([who.id + u32(who.gen) + who.fingerprint + u64(index) for who, index in order])
    before += point(at["checkpoint"]) + u64(at["time"])
    bound = before + hmac(commit_to or key, label("epoch-commit") + before)
    info = label("epoch") + sha256(bound)
    wraps = b"".join(who.id + seal_box(who.kem_pk, info + who.id, key) for who, _index in order)
    body = bound + sha256(wraps)
    return body + sign(creator.sign_key, "epoch", body), wraps


def read_epoch(raw: bytes) -> Signed:
    at = Reader(raw, 8192)
    at.type(0x03)
    suite, conv, epoch, prev, reason, retention = at.u16(), at.id(), at.u32(), at.hash(), at.u8(most=4), at.u32()
    must((reason == 0) == (epoch == 0) and (prev == ZERO32) == (epoch == 0))
    must(retention in (0, 30, 90, 365))
    creator, creator_gen = at.id(), at.u32()
    members = at.many(at.u16(), 1, 50, lambda: (at.id(), at.u32(), at.hash(), at.u64()))
    ids = [member[0] for member in members]
    must(rises(ids) and creator in ids)
    checkpoint, time, before = (at.u64(), at.hash()), at.u64(), at.before()
    commit, bound, wraps_hash, body = at.hash(), at.before(), at.hash(), at.before()
    sig = at.take(64)
    at.end(suite)
    said = {"conv": conv, "epoch": epoch, "prev": prev, "reason": reason, "retention": retention, "creator": creator,
            "gen": creator_gen, "members": members, "checkpoint": checkpoint, "time": time}  # fmt: skip
    return Signed(
        "epoch", said, body, sig, raw, {"before": before, "bound": bound, "commit": commit, "wraps": wraps_hash}
    )


def read_wraps(record: Signed, raw: bytes) -> dict[bytes, bytes]:
    members = record.said["members"]
    must(len(raw) == 1184 * len(members), "wraps")
    wraps = [raw[at : at + 1184] for at in range(0, len(raw), 1184)]
    must([wrap[:16] for wrap in wraps] == [member[0] for member in members], "wraps")
    must(sha256(raw) == record.marks["wraps"], "wraps")
    return {wrap[:16]: wrap[16:] for wrap in wraps}


def open_epoch(record: Signed, wrap: bytes, reader: Identity) -> bytes:
    key = open_box(reader.open_key, label("epoch") + sha256(record.marks["bound"]) + reader.id, wrap)
    must_be_committed(record, key)
    return key


def must_be_committed(record: Signed, key: bytes) -> None:
    must(hmac(key, label("epoch-commit") + record.marks["before"]) == record.marks["commit"], "key-commit")


def must_follow(record: Signed, before: Signed) -> None:
    new, old = record.said, before.said
    must((new["epoch"], new["prev"]) == (old["epoch"] + 1, sha256(before.raw)), "epoch-refused")
    must((new["conv"], new["retention"]) == (old["conv"], old["retention"]), "epoch-refused")
    now, then = ({member[0]: member[1] for member in said["members"]} for said in (new, old))
    must(new["creator"] in then, "epoch-refused")
    both = now.keys() & then.keys()
    must(all(now[id] >= then[id] for id in both), "epoch-refused")
    grown = any(now[id] > then[id] for id in both)
    reason = 2 if then.keys() - now.keys() else 1 if now.keys() - then.keys() else 3 if grown else 4
    must(new["reason"] == reason, "epoch-refused")


# Envelopes


def make_manifest(
    file: bytes, key: bytes, name: str, kind: str, size: int, plain: bytes, cipher: bytes, cipher_size: int
) -> bytes:
    return file + key + text(name) + text(kind) + u64(size) + plain + cipher + u64(cipher_size)


def write_content(
    kind: int, body: bytes, reply_to: bytes = ZERO32, code: int = 0, manifests: list[bytes] | None = None
) -> bytes:
    """Return what stands behind `k_f`, with its padding; the body is UTF-8."""
    raw = u8(kind) + reply_to + u8(code) + vec(body) + list8(manifests or [])
    return raw + bytes(padded(32 + len(raw)) - 32 - len(raw))


def where(conv: bytes, epoch_rec: bytes, sender: bytes, gen: int) -> bytes:
    return conv + epoch_rec + sender + u32(gen)


def frank(key: bytes, place: bytes, counter: int, content: bytes) -> bytes:
    return hmac(key, label("frank") + place + u64(counter) + content)


def make_envelope(
    *, key: bytes, sender: Identity, content: bytes, suite: int = SUITE, frank_with: bytes | None = None,
    label_as: str = "message", **at: Any,
) -> bytes:  # fmt: skip
    """Seal CONTENT; `suite`, `frank_with` and `label_as` make envelopes that must be refused."""
    k_f, salt, counter = random(32), random(32), at["counter"]
    place = where(at["conv"], at["epoch_rec"], sender.id, sender.gen)
    before = u8(4) + u16(suite) + at["conv"] + u32(at["epoch"]) + at["epoch_rec"] + sender.id + u32(sender.gen)
    before += u64(counter) + at["prev_own"] + list8(at["heads"]) + u8(at["kind"]) + u64(at["time"]) + salt
    before += frank(frank_with or k_f, place, counter, content) + point(at["checkpoint"])
    derived = hkdf(key, salt, label("message") + place, 44)
    body = before + vec(seal(derived[:32], derived[32:], before, k_f + content))
    return body + sign(sender.sign_key, label_as, body)


def read_envelope(raw: bytes) -> Signed:
    at = Reader(raw, 262144)
    at.type(0x04)
    suite, conv, epoch, epoch_rec, sender, gen = at.u16(), at.id(), at.u32(), at.hash(), at.id(), at.u32()
    counter, prev_own = at.u64(), at.hash()
    must(counter > 0 and (counter == 1) == (prev_own == ZERO32))
    heads, kind = at.many(at.u8(), 1, 8, at.hash), at.u8()
    must(kind in (1, 2))
    time, salt, franked, checkpoint, before = at.u64(), at.hash(), at.hash(), (at.u64(), at.hash()), at.before()
    cipher, body, sig = at.vec(65552), at.before(), at.take(64)
    at.end(suite)
    said = {"conv": conv, "epoch": epoch, "epoch_rec": epoch_rec, "sender": sender, "gen": gen, "counter": counter,
            "prev_own": prev_own, "heads": heads, "kind": kind, "time": time, "checkpoint": checkpoint}  # fmt: skip
    return Signed("message", said, body, sig, raw, {"salt": salt, "frank": franked, "before": before, "cipher": cipher})


def open_envelope(envelope: Signed, key: bytes) -> tuple[bytes, bytes, dict[str, Any]]:
    """Return `k_f`, the content with its padding, and what it says."""
    said, marks = envelope.said, envelope.marks
    place = where(said["conv"], said["epoch_rec"], said["sender"], said["gen"])
    derived = hkdf(key, marks["salt"], label("message") + place, 44)
    plain = open_sealed(derived[:32], derived[32:], marks["before"], marks["cipher"])
    must(len(plain) >= 32)
    read = read_content(plain[32:], said["kind"])
    must_be_franked(envelope, plain[:32], plain[32:])
    return plain[:32], plain[32:], read


def must_be_franked(envelope: Signed, k_f: bytes, content: bytes) -> None:
    said = envelope.said
    place = where(said["conv"], said["epoch_rec"], said["sender"], said["gen"])
    must(frank(k_f, place, said["counter"], content) == envelope.marks["frank"], "frank")


def read_content(raw: bytes, kind: int) -> dict[str, Any]:
    at = Reader(raw, 65504)
    at.type(kind)
    title = kind == 2
    reply_to, code, body = at.hash(), at.u8(most=4), at.text(400 if title else 60000)
    files = at.many(at.u8(), 0, 0 if title else 10, lambda: read_manifest(at))
    must(not title or (reply_to, code) == (ZERO32, 0))
    length = at.at + 32
    at.zeros()
    must(padded(length) == len(raw) + 32, "padding")
    return {"reply_to": reply_to, "code": code, "body": body, "files": files}


def read_manifest(at: Reader) -> dict[str, Any]:
    file, key, name, kind = at.id(), at.take(32), at.text(255), at.text(127)
    size, plain, cipher, cipher_size = at.u64(), at.hash(), at.hash(), at.u64()
    must(name and size <= MOST_BYTES and cipher_size == sealed_length(size))
    return {"file": file, "key": key, "name": name, "type": kind, "size": size, "plain": plain, "cipher": cipher}


# Leaves, grants, receipts, tombstones, reports


def make_leave(conv: bytes, who: Identity, epoch_rec: bytes, time: int, suite: int = SUITE) -> bytes:
    body = u8(9) + u16(suite) + conv + who.id + u32(who.gen) + epoch_rec + u64(time)
    return body + sign(who.sign_key, "membership", body)


def read_leave(raw: bytes) -> Signed:
    at = Reader(raw)
    at.type(0x09)
    suite, said = at.u16(), {"conv": at.id(), "id": at.id(), "gen": at.u32(), "epoch_rec": at.hash(), "time": at.u64()}
    body, sig = at.before(), at.take(64)
    at.end(suite)
    return Signed("membership", said, body, sig, raw, {})


def make_grant(
    conv: bytes,
    granter: Identity,
    newcomer: Identity,
    epoch_rec: bytes,
    keys: list[tuple[int, bytes, bytes]],
    time: int,
) -> bytes:
    """KEYS: epoch, the hash of its record, its key."""
    boxes = [
        u32(epoch) + seal_box(newcomer.kem_pk, label("history") + rec + newcomer.id, key) for epoch, rec, key in keys
    ]
    body = u8(8) + u16(SUITE) + conv + granter.id + u32(granter.gen) + newcomer.id + u32(newcomer.gen) + epoch_rec
    body += list16(boxes) + u64(time)
    return body + sign(granter.sign_key, "history", body)


def read_grant(raw: bytes) -> Signed:
    at = Reader(raw, 1048576)
    at.type(0x08)
    suite, conv, granter, gen, newcomer, newcomer_gen = at.u16(), at.id(), at.id(), at.u32(), at.id(), at.u32()
    epoch_rec, keys = at.hash(), at.many(at.u16(), 1, 800, lambda: (at.u32(), at.take(1168)))
    must(rises([epoch for epoch, _box in keys]))
    time, body, sig = at.u64(), at.before(), at.take(64)
    at.end(suite)
    said = {"conv": conv, "granter": granter, "gen": gen, "newcomer": newcomer, "newcomer_gen": newcomer_gen,
            "epoch_rec": epoch_rec, "keys": keys, "time": time}  # fmt: skip
    return Signed("history", said, body, sig, raw, {})


def open_grant(box: bytes, record: bytes, newcomer: Identity) -> bytes:
    return open_box(newcomer.open_key, label("history") + record + newcomer.id, box)


def make_receipt(
    conv: bytes, seq: int, obj: bytes, prev: bytes, time: int, key: Any, label_as: str = "receipt"
) -> bytes:
    body = u8(5) + conv + u64(seq) + obj + prev + u64(time)
    return body + sign(key, label_as, body)


def read_receipt(raw: bytes) -> Signed:
    at = Reader(raw)
    at.type(0x05)
    said = {"conv": at.id(), "seq": at.u64(), "object": at.hash(), "prev": at.hash(), "time": at.u64()}
    must(said["seq"] > 0 and (said["seq"] == 1) == (said["prev"] == ZERO32))
    body, sig = at.before(), at.take(64)
    at.end()
    return Signed("receipt", said, body, sig, raw, {})


def make_tombstone(conv: bytes, seq: int, obj: bytes, time: int, key: Any, reason: int = 1) -> bytes:
    body = u8(10) + conv + u64(seq) + obj + u8(reason) + u64(time)
    return body + sign(key, "tombstone", body)


def read_tombstone(raw: bytes) -> Signed:
    at = Reader(raw)
    at.type(0x0A)
    said: dict[str, Any] = {"conv": at.id(), "seq": at.u64(), "object": at.hash()}
    at.type(1)
    said["time"], body, sig = at.u64(), at.before(), at.take(64)
    must(said["seq"] > 0)
    at.end()
    return Signed("tombstone", said, body, sig, raw, {})


def make_report(conv: bytes, who: Identity, items: list[tuple[bytes, bytes, bytes]], reason: str, time: int) -> bytes:
    """ITEMS: the hash of an envelope, its `k_f`, its content."""
    body = u8(11) + u16(SUITE) + conv + who.id + u32(who.gen)
    body += list8([envelope + k_f + vec(content) for envelope, k_f, content in items]) + text(reason) + u64(time)
    return body + sign(who.sign_key, "report", body)


def read_report(raw: bytes) -> Signed:
    at = Reader(raw, 4194304)
    at.type(0x0B)
    suite, conv, reporter, gen = at.u16(), at.id(), at.id(), at.u32()
    items = at.many(at.u8(), 1, 20, lambda: (at.hash(), at.take(32), at.vec(65504)))
    reason, time, body, sig = at.text(4000), at.u64(), at.before(), at.take(64)
    at.end(suite)
    said = {"conv": conv, "reporter": reporter, "gen": gen, "items": items, "reason": reason, "time": time}
    return Signed("report", said, body, sig, raw, {})
