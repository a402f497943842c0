"""Writes tests/vectors/messaging/: `python -m tests.messaging.write_vectors`. The committed ones stay as they are.

Right objects come from both implementations. What must be refused is either an edit of one of those or an object that
no client would make, signed all the same, so that nothing but the rule in question stops it.
"""

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.messaging.judge import judge
from tests.messaging.reference import blob, files, keys
from tests.messaging.reference import conversation as talk
from tests.messaging.reference.primitives import random
from tests.messaging.reference.wire import ZERO32, label, sha256, u8, u16, u32, u64, vec

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "vectors" / "messaging"
NOW = 1_790_000_000_000
POINT = (7, sha256(b"seven"))
cases: list[dict[str, Any]] = []


def add(thing: str, name: str, given: dict[str, Any], verdict: str = "ok") -> None:
    shown = {key: value.hex() if isinstance(value, bytes) else value for key, value in given.items()}
    cases.append({"object": thing, "name": name, "by": "python", "given": shown, "verdict": verdict})


class Person:
    def __init__(self, gen: int = 0, id: bytes | None = None) -> None:
        self.secret, self.id, self.gen = random(32), id or random(16), gen
        self.keys = keys.derive_identity(self.secret, self.id, gen)
        self.reader = {"secret": self.secret.hex(), "id": self.id.hex(), "gen": gen}


ana, ben, dara = Person(), Person(), Person()
server = Ed25519PrivateKey.generate()
server_key = server.public_key().public_bytes_raw()


def identities() -> None:
    for who in (ana, Person(1), Person(4_000_000_000)):
        add("identity", f"generation {who.gen} of a secret", who.reader)
    one, other = ({"id": who.id.hex(), "fingerprint": who.keys.fingerprint.hex()} for who in (ana, ben))
    add("safety-number", "of two members", {"one": one, "other": other})
    add("safety-number", "of a member with himself", {"one": one, "other": one})


# Points of small order, one that is not canonical, one of mixed order, and y = 2, which is on no point of the curve.
WEAK = {
    "the identity point": "01" + "00" * 31,
    "the point of order two": "ec" + "ff" * 30 + "7f",
    "a point of order four": "00" * 32,
    "a point of order eight": "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "a point that is not canonical": "ee" + "ff" * 30 + "7f",
    "a point of mixed order": "300ef2e64e588e1df55b48e4da0416ffb64cc85d5b00af6463d5cc6c2b1c185e",
    "no point of the curve": "02" + "00" * 31,
}


def entry_with(
    who: keys.Identity, *, ed_pk: bytes | None = None, kem_pk: bytes | None = None, label_as: str = "key-entry"
) -> bytes:
    body = u8(1) + u16(1) + who.id + u32(0) + (ed_pk or who.ed_pk) + (kem_pk or who.kem_pk) + ZERO32 + u8(0) + u64(NOW)
    return body + who.sign_key.sign(label(label_as) + sha256(body))


def entries() -> None:
    me, newer = ana.keys, Person(1, ana.id).keys
    first = keys.make_entry(me, 0, NOW)
    prev = sha256(first)
    add("entry", "a first key", {"entry": first})
    for name, point in WEAK.items():
        add("entry", f"with {name} as its key", {"entry": entry_with(me, ed_pk=bytes.fromhex(point))}, "weak-key")
    too_large = b"\xff\xff\xff" + me.kem_pk[3:]
    add("entry", "with coefficients above the modulus", {"entry": entry_with(me, kem_pk=too_large)}, "weak-key")
    for name, curve in {"zero": bytes(32), "one": b"\1" + bytes(31)}.items():
        weak = me.kem_pk[:1184] + curve
        add("entry", f"with the X25519 point {name}", {"entry": entry_with(me, kem_pk=weak)}, "weak-key")
    for kind in ("epoch", "message", "membership", "history", "receipt", "tombstone", "report", "Key-entry"):
        add("entry", f"with a signature of the type {kind}", {"entry": entry_with(me, label_as=kind)}, "signature")
    add("entry", "signed by another", {"entry": first[:-64] + ben.keys.sign_key.sign(b"else")}, "signature")
    plus = (int.from_bytes(first[-32:], "little") + 2**252 + 27742317777372353535851937790883648493).to_bytes(
        32, "little"
    )
    add("entry", "with S above the order", {"entry": first[:-32] + plus}, "signature")
    add(
        "entry",
        "with R that is not canonical",
        {"entry": first[:-64] + b"\xee" + b"\xff" * 30 + b"\x7f" + first[-32:]},
        "signature",
    )
    rotation = keys.make_entry(newer, 1, NOW, prev, ana.keys.sign_key)
    add("entries", "a rotation", {"entries": [first.hex(), rotation.hex()]})
    chains = {
        "a rotation without the older signature": (keys.make_entry(newer, 1, NOW, prev), "malformed"),
        "a reset with an older signature": (keys.make_entry(newer, 2, NOW, prev, ana.keys.sign_key), "malformed"),
        "a rotation by another's key": (keys.make_entry(newer, 1, NOW, prev, ben.keys.sign_key), "signature"),
        "a rotation of another entry": (keys.make_entry(newer, 1, NOW, sha256(b""), ana.keys.sign_key), "previous"),
        "a rotation of another identity": (
            keys.make_entry(Person(1).keys, 1, NOW, prev, ana.keys.sign_key),
            "previous",
        ),
        "a generation left out": (
            keys.make_entry(Person(2, ana.id).keys, 1, NOW, prev, ana.keys.sign_key),
            "generation",
        ),
        "a second first key": (keys.make_entry(Person(0, ana.id).keys, 0, NOW), "generation"),
        "a first key in generation 1": (keys.make_entry(newer, 0, NOW, prev), "malformed"),
        "a reset of nothing": (keys.make_entry(newer, 2, NOW), "malformed"),
        "a reason that is not named": (keys.make_entry(newer, 4, NOW, prev), "malformed"),
        "a time above 2^53": (keys.make_entry(newer, 2, 2**53, prev), "malformed"),
    }
    for name, (raw, verdict) in chains.items():
        add("entries", name, {"entries": [first.hex(), raw.hex()]}, verdict)


def log() -> None:
    commitment = keys.commitment(ZERO32, ana.id)
    add("commitment", "with a salt of zeros", {"salt": ZERO32, "id": ana.id})
    leaf = u8(2) + u8(1) + commitment + sha256(b"entry")
    add("leaf", "of a key entry", {"leaf": leaf})
    add("leaf", "of another kind", {"leaf": b"\2\2" + leaf[2:]}, "malformed")
    leaves = [b"\2\1" + sha256(u8(i)) * 2 for i in range(11)]
    hashes = [keys.leaf_hash(leaf) for leaf in leaves]
    for size in (3, 5, 11):
        add("tree", f"of {size} leaves", {"leaves": [leaf.hex() for leaf in leaves[:size]]})
    for index, size in ((2, 3), (4, 11), (10, 11)):
        proof = [node.hex() for node in keys.inclusion(hashes[:size], index)]
        good = {"leaf": hashes[index], "index": index, "size": size, "root": keys.root(hashes[:size]), "proof": proof}
        add("inclusion", f"of leaf {index} in {size}", good)
        wrong = {
            "of another leaf": {"leaf": hashes[index - 1]},
            "at another index": {"index": index - 1},
            "beyond the end": {"index": size},
            "with a node missing": {"proof": proof[:-1]},
            "with a node too many": {"proof": [*proof, ZERO32.hex()]},
            "under another root": {"root": ZERO32},
        }
        for name, change in wrong.items():
            add("inclusion", f"of leaf {index} in {size} {name}", {**good, **change}, "log-proof")
    for small, size in ((3, 11), (4, 8), (10, 11)):
        proof = [node.hex() for node in keys.consistency(hashes[:size], small)]
        good = {
            "small": small,
            "small_root": keys.root(hashes[:small]),
            "size": size,
            "root": keys.root(hashes[:size]),
            "proof": proof,
        }
        add("consistency", f"of {small} and {size}", good)
        wrong = {
            "when the smaller is another": {"small_root": ZERO32},
            "when the larger is another": {"root": ZERO32},
            "when the tree has shrunk": {"small": size + 1},
            "from nothing": {"small": 0},
            "with a node missing": {"proof": proof[:-1]},
            "with a node too many": {"proof": [*proof, ZERO32.hex()]},
        }
        for name, change in wrong.items():
            add("consistency", f"of {small} and {size} {name}", {**good, **change}, "log-proof")


def checkpoints() -> None:
    origin = "counterpart.example/messages"
    note = keys.write_checkpoint(origin, 11, sha256(b"root"), 1_790_000_000, server)
    witness = "— witness.example/w1 " + "AAAA" * 24 + "\n"
    other = keys.write_checkpoint(origin, 11, sha256(b"root"), 1_790_000_000, Ed25519PrivateKey.generate())

    def see(name: str, text: str, verdict: str = "ok", at: str = origin) -> None:
        add("checkpoint", name, {"note": text, "origin": at, "server_key": server_key}, verdict)

    see("of eleven leaves", note)
    see("of an empty log", keys.write_checkpoint(origin, 0, sha256(b""), 0, server))
    see("with a witness", note + witness)
    see("with a witness first", note.replace("\n\n", "\n\n" + witness))
    see("of another key", other, "server-key-changed")
    see("of another origin", note, "server-key-changed", "else.example/messages")
    see("with another size", note.replace("\n11\n", "\n12\n"), "server-key-changed")
    line = note.splitlines()[-1]
    signed = bytearray(base64.b64decode(line.split(" ")[2]))
    signed[-1] ^= 1
    wrong_line = f"— {origin} {base64.b64encode(signed).decode()}\n"
    see("signed twice, once wrongly", note + wrong_line, "server-key-changed")
    see("signed by witnesses only", note.split("\n\n")[0] + "\n\n" + witness, "server-key-changed")
    wrong = {
        "with a leading zero": ("\n11\n", "\n011\n"),
        "with a negative size": ("\n11\n", "\n-11\n"),
        "with a size above 2^53": ("\n11\n", "\n9007199254740993\n"),
        "without a time": ("time 1790000000\n", ""),
        "with two times": ("time 1790000000\n", "time 1790000000\ntime 1790000000\n"),
        "with an extension that is not named": ("time 1790000000\n", "time 1790000000\nmore 1\n"),
        "with the ends of lines of another system": ("\n", "\r\n"),
        "with a hash without padding": ("=\ntime", "\ntime"),
        "with an empty line at the end": ("", ""),
    }
    for name, (old, new) in wrong.items():
        see(name, note.replace(old, new) if old else note + "\n", "malformed")
    see("that is cut", note[:-1], "malformed")
    see("that is far too long", note + witness * 200, "too-large")


def blobs() -> None:
    head = blob.Head(ana.id, 0, ana.keys.fingerprint, 2, 65536, 3, 1, random(16), POINT)
    printed, dek, prf, ref = random(32), random(32), random(32), random(64)
    pins = sorted((random(16), 0, sha256(u8(i)), 1, NOW) for i in range(3))
    secrets = [(0, ana.secret)]

    def content(**change: Any) -> bytes:
        return blob.write_content(
            *({"secrets": secrets, "key": server_key, "salt": ZERO32, "pins": pins} | change).values()
        )

    def make(
        at: blob.Head = head,
        listed: list[bytes] | None = None,
        inside: bytes = content(),
        suite: int = 1,
        words: str = "abacus abide",
    ) -> bytes:
        weak = (
            blob.Head(**{**at.__dict__, "m_kib": 64, "t": 1, "p": 1})
            if at.m_kib != 65536 or at.t != 3 or at.p != 1
            else at
        )
        first = blob.make_wrap(weak, 1, b"", words, dek) if at is head else bytes([1]) + vec(b"") + random(60)
        wraps = listed or [first, blob.make_wrap(at, 2, b"", printed, dek)]
        return blob.make_blob(at, wraps, dek, inside, suite)

    def see(
        name: str, raw: bytes, verdict: str = "ok", kind: int = 2, known: Any = printed, its_ref: bytes = b""
    ) -> None:
        add("blob", name, {"blob": raw, "kind": kind, "ref": its_ref, "known": known}, verdict)

    good = make()
    words, sheet = blob.make_wrap(head, 1, b"", "abacus abide", dek), blob.make_wrap(head, 2, b"", printed, dek)
    passkey = blob.make_wrap(head, 3, ref, prf, dek)
    see("by the printed key", good)
    see("by words", good, kind=1, known="Abacus  ABIDE")
    see(
        "by a passkey of several",
        make(listed=[words, sheet, blob.make_wrap(head, 3, b"a", random(32), dek), passkey]),
        "ok",
        3,
        prf,
        ref,
    )
    see("by other words", good, "wrong-key", 1, "abacus abode")
    see("by another printed key", good, "wrong-key", 2, random(32))
    see("by a passkey that it does not know", good, "wrong-key", 3, prf, ref)
    for name, change in {
        "with 64 KiB only": {"m_kib": 64},
        "one KiB below": {"m_kib": 65535},
        "with more than 1 GiB": {"m_kib": 1048577},
        "with two passes": {"t": 2},
        "with 21 passes": {"t": 21},
        "with no lane": {"p": 0},
        "with two lanes": {"p": 2},
    }.items():
        see(
            f"whose key costs too little or too much: {name}",
            make(blob.Head(**{**head.__dict__, **change})),
            "kdf-too-weak",
        )
    for name, listed in {
        "without words": [sheet, passkey],
        "without a printed key": [words, passkey],
        "with two printed keys": [words, sheet, sheet],
        "with words twice": [words, words, sheet],
        "with a wrap that is not named": [words, sheet, blob.make_wrap(head, 4, b"a", prf, dek)],
        "with a passkey without a name": [words, sheet, blob.make_wrap(head, 3, b"", prf, dek)],
        "with a reference at the words": [blob.make_wrap(head, 1, b"a", "abacus", dek), sheet],
        "with nine passkeys": [words, sheet, *[passkey] * 9],
        "with one wrap": [sheet],
    }.items():
        see(f"wraps: {name}", make(listed=listed), "malformed")
    see("with other wraps than the head says", good[:179] + make()[179:], "wraps")
    see("with another suite", make(suite=2), "unknown-suite")
    see("with padding that is not zero", make(inside=content()[:-1] + b"\1"), "padding")
    see("with too much padding", make(inside=content() + bytes(1024)), "padding")
    see("with too little padding", make(inside=content()[:-1]), "padding")
    see("with members out of order", make(inside=content(pins=pins[::-1])), "malformed")
    see("with a member twice", make(inside=content(pins=[pins[0], pins[0]])), "malformed")
    see("with a state that is not named", make(inside=content(pins=[(*pins[0][:3], 3, NOW)])), "malformed")
    see("with generations out of order", make(inside=content(secrets=[(1, ZERO32), (0, ZERO32)])), "malformed")
    see("without a secret", make(inside=content(secrets=[])), "malformed")
    see("with the secret of another generation", make(inside=content(secrets=[(1, ana.secret)])), "blob-not-mine")
    for given in ("Abacus", "\u2003abide  abacus\n", "Straße ǅ İ", "ﬁlet", "مُحَمَّد", "e\u0301clair"):
        add("password", f"typed as {given!r}", {"words": given})
    key = random(32)
    typed = "".join(blob.print_recovery(key))
    add("recovery-print", "of a key", {"key": key})
    add("recovery-read", "as printed", {"typed": typed})
    add("recovery-read", "with the letters that look like digits", {"typed": typed.replace("0", "O").replace("1", "l")})
    add("recovery-read", "with a sign too few", {"typed": typed[:-1]}, "malformed")
    add("recovery-read", "with a sign too many", {"typed": typed + "0"}, "malformed")
    add("recovery-read", "with a sign that is none", {"typed": "U" + typed[1:]}, "malformed")
    for at in (0, 30, 55):
        changed = blob.CROCKFORD[(blob.CROCKFORD.index(typed[at]) + 1) % 32]
        add(
            "recovery-read",
            f"with sign {at} mistyped",
            {"typed": typed[:at] + changed + typed[at + 1 :]},
            "recovery-check",
        )
    odd = blob.CROCKFORD[blob.CROCKFORD.index(typed[51]) | 1]
    add("recovery-read", "with bits behind the end", {"typed": typed[:51] + odd + typed[52:]}, "recovery-check")
    for length in (1, 255, 1024, 1025, 4097, 65_535, 66_560, 99_999, 16_777_217):
        add("padding", f"of {length}", {"length": length})


CONV = random(16)
KEY = random(32)
LISTED = [(ana.keys, 1), (ben.keys, 2), (dara.keys, 3)]
BEGIN: dict[str, Any] = {
    "conv": CONV,
    "epoch": 0,
    "prev": ZERO32,
    "reason": 0,
    "retention": 90,
    "creator": ana.keys,
    "members": LISTED[:2],
    "checkpoint": POINT,
    "time": NOW,
    "key": KEY,
}


def epochs() -> tuple[bytes, bytes]:
    record, wraps = talk.make_epoch(**BEGIN)

    def see(
        name: str, change: dict[str, Any], verdict: str = "ok", who: Person = ben, before: bytes = b"", **more: Any
    ) -> None:
        made, its_wraps = talk.make_epoch(**{**BEGIN, **change})
        given = {"record": made, "wraps": its_wraps, "ed_pk": ana.keys.ed_pk, "reader": who.reader, "before": before}
        add("epoch", name, {**given, **more}, verdict)

    see("a conversation begins", {})
    see("with a hold", {"retention": 0})
    see("twelve members", {"members": [*LISTED[:2], *[(Person().keys, i) for i in range(10)]]})
    see("another suite", {"suite": 2}, "unknown-suite")
    see(
        "members out of order",
        {"members": sorted(LISTED[:2], key=lambda one: one[0].id)[::-1], "sort": False},
        "malformed",
    )
    see("a member twice", {"members": [LISTED[0], LISTED[0]]}, "malformed", ana)
    see("a creator who is no member", {"members": LISTED[1:]}, "malformed")
    see("no members", {"members": []}, "malformed")
    see("a retention that is not named", {"retention": 60}, "malformed")
    see("a reason that is not named", {"reason": 5}, "malformed")
    see("begun in epoch 1", {"epoch": 1, "prev": sha256(b"")}, "malformed")
    see("another key for the commitment", {"commit_to": random(32)}, "key-commit")
    see("signed by another member", {}, "signature", ed_pk=ben.keys.ed_pk)
    mine, yours = sorted([ana, ben], key=lambda who: who.id)
    swapped = mine.id + wraps[1200:2368] + yours.id + wraps[16:1184]
    see("wraps that were exchanged", {}, "wraps", wraps=swapped)
    see("wraps in another order", {}, "wraps", wraps=wraps[1184:] + wraps[:1184])
    see("a wrap too few", {}, "wraps", wraps=wraps[:1184])
    follow = {"epoch": 1, "prev": sha256(record)}
    older = Person(1, ben.id)
    see("somebody is added", {**follow, "reason": 1, "members": LISTED}, "ok", dara, record)
    see("somebody has new keys", {**follow, "reason": 3, "members": [LISTED[0], (older.keys, 9)]}, "ok", older, record)
    see("removed and added at once", {**follow, "reason": 2, "members": [LISTED[0], LISTED[2]]}, "ok", dara, record)
    for name, change in {
        "added, called renewed": {"reason": 4, "members": LISTED},
        "removed, called added": {"reason": 1, "members": [LISTED[0], LISTED[2]]},
        "renewed, called keys": {"reason": 3},
        "an epoch is left out": {"reason": 4, "epoch": 2},
        "another record before it": {"reason": 4, "prev": sha256(b"else")},
        "another retention": {"reason": 4, "retention": 365},
        "another conversation": {"reason": 4, "conv": random(16)},
        "by somebody who was no member": {"reason": 1, "creator": dara.keys, "members": LISTED},
    }.items():
        signer = {"ed_pk": dara.keys.ed_pk} if "creator" in change else {}
        see(f"does not follow: {name}", {**follow, **change}, "epoch-refused", ana, record, **signer)
    newer = talk.make_epoch(**{**BEGIN, "members": [LISTED[0], (older.keys, 9)]})[0]
    see(
        "does not follow: somebody has older keys",
        {"epoch": 1, "prev": sha256(newer), "reason": 4},
        "epoch-refused",
        ana,
        newer,
    )
    return record, wraps


def manifest(**change: Any) -> bytes:
    said = {
        "file": b"f" * 16,
        "key": random(32),
        "name": "a.pdf",
        "kind": "application/pdf",
        "size": 5,
        "plain": ZERO32,
        "cipher": ZERO32,
        "cipher_size": files.sealed_length(5),
    }
    return talk.make_manifest(**{**said, **change})


def envelopes(record: bytes) -> None:
    place: dict[str, Any] = {
        "conv": CONV,
        "epoch": 0,
        "epoch_rec": sha256(record),
        "key": KEY,
        "sender": ana.keys,
        "counter": 1,
        "prev_own": ZERO32,
        "heads": [sha256(record)],
        "kind": 1,
        "time": NOW,
        "checkpoint": POINT,
    }

    def see(name: str, content: bytes, verdict: str = "ok", **change: Any) -> None:
        raw = talk.make_envelope(**{**place, "content": content, **change})
        add("envelope", name, {"envelope": raw, "ed_pk": ana.keys.ed_pk, "key": KEY}, verdict)

    def write(body: str | bytes = "Received.", kind: int = 1, **more: Any) -> bytes:
        return talk.write_content(kind, body.encode() if isinstance(body, str) else body, **more)

    see("a message", write("Reçu, شكرا"))
    see("a reply with the code RED", write(reply_to=sha256(b"that"), code=4), counter=9, prev_own=sha256(b"mine"))
    see("a title", write("Une affaire", 2), kind=2)
    see("eight heads", write(), heads=[sha256(u8(i)) for i in range(8)])
    see("ten files", write(manifests=[manifest(name="n" * 255, kind="t" * 127)] * 10))
    see("no heads", write(), "malformed", heads=[])
    see("nine heads", write(), "malformed", heads=[ZERO32] * 9)
    see("a counter of zero", write(), "malformed", counter=0)
    see("a first one that has one before it", write(), "malformed", prev_own=sha256(b"mine"))
    see("a second one without one before it", write(), "malformed", counter=2)
    see("a kind that is not named", write(kind=3), "malformed", kind=3)
    see("another kind inside", write(kind=2), "malformed")
    see("another suite", write(), "unknown-suite", suite=3)
    for kind in ("key-entry", "epoch", "membership", "history", "receipt", "tombstone", "report"):
        see(f"a signature of the type {kind}", write(), "signature", label_as=kind)
    see("signed by another", write(), "signature", sender=ben.keys)
    see("sealed with another key", write(), "cannot-open", key=random(32))
    see("a commitment to something else", write(), "frank", frank_with=random(32))
    good = write()
    see("padding that is not zero", good[:-1] + b"\1", "padding")
    see("padding of the next step", good + bytes(768), "padding")
    see("padding that is too short", good[:-1], "padding")
    see("a code that is not named", write(code=5), "malformed")
    see("a body that is not UTF-8", write(b"\xff\xfe"), "malformed")
    see("a body with half of a pair", write(b"\xed\xa0\x80"), "malformed")
    see("a body that is not NFC", write("e\u0301"), "malformed")
    see("a body with a zero", write("a\0b"), "malformed")
    see("a body that says it is longer", u8(1) + ZERO32 + u8(0) + u32(300) + bytes(186), "malformed")
    see("a plain text without content", b"", "malformed")
    see("a title with a code", write("A title", 2, code=1), "malformed", kind=2)
    see("a title that answers", write("A title", 2, reply_to=sha256(b"that")), "malformed", kind=2)
    see("a title with a file", write("A title", 2, manifests=[manifest()]), "malformed", kind=2)
    see("a title that is too long", write("x" * 401, 2), "malformed", kind=2)
    see("eleven files", write(manifests=[manifest()] * 11), "malformed")
    for name, change in {
        "no name": {"name": ""},
        "a name that is too long": {"name": "n" * 256},
        "a type that is too long": {"kind": "t" * 128},
        "an identifier of zeros": {"file": bytes(16)},
        "another sealed size": {"cipher_size": 5},
        "more than 100 MiB": {"size": files.MOST_BYTES + 1, "cipher_size": files.sealed_length(files.MOST_BYTES + 1)},
    }.items():
        see(f"a file with {name}", write(manifests=[manifest(**change)]), "malformed")
    first = talk.make_envelope(**place, content=good)
    k_f, content, _said = talk.open_envelope(talk.read_envelope(first), KEY)
    items = [(sha256(first), k_f, content)]

    def report(
        name: str, listed: list[tuple[bytes, bytes, bytes]], verdict: str = "ok", reason: str = "See this."
    ) -> None:
        raw = talk.make_report(CONV, ben.keys, listed, reason, NOW)
        add("report", name, {"report": raw, "ed_pk": ben.keys.ed_pk, "envelope": first}, verdict)

    report("of one message", items)
    report("of a message with another text", [(sha256(first), k_f, write("Invented."))], "frank")
    report("of a message with another key", [(sha256(first), random(32), content)], "frank")
    report("of nothing", [], "malformed")
    report("of twenty-one messages", items * 21, "malformed")
    report("with too long a reason", items, "malformed", "x" * 4001)


def sealed_files() -> None:
    name, key = random(16), random(32)

    def see(title: str, raw: bytes, verdict: str = "ok", sealed: bytes | None = None, **change: Any) -> None:
        held = files.seal_file(CONV, name, key, raw) if sealed is None else sealed
        given = {"conv": CONV, "file": name, "key": key, "size": len(raw), "plain": sha256(raw), "cipher": sha256(held)}
        add("file", title, {**given, "sealed": held, **change}, verdict)

    small, large = b"Received with thanks.", bytes(range(256)) * 64 + b"end"
    good = files.seal_file(CONV, name, key, large)
    bound = files.context(CONV, name)
    see("of one chunk", small)
    see("of several chunks, the last one empty", large, sealed=good)
    see("for another file", small, "cannot-open", file=random(16))
    see("of another conversation", small, "cannot-open", conv=random(16))
    see("with another key", small, "cannot-open", key=random(32))
    see("that is another on the server", small, "file-damaged", cipher=ZERO32)
    see("that is another inside", small, "file-damaged", plain=ZERO32)
    see("of another size", small, "file-damaged", size=20)
    see("cut within the header", small, "truncated", good[:40])
    see("with its header alone", small, "truncated", good[:56])
    see("with a byte too many", small, "cannot-open", files.seal_file(CONV, name, key, small) + b"\0")
    message = u64(len(small)) + small
    see(
        "with padding that is not zero",
        small,
        "padding",
        files.seal_chunks(key, bound, message + b"\1" * (256 - len(message))),
    )
    see("with too much padding", small, "padding", files.seal_chunks(key, bound, message + bytes(1024 - len(message))))
    see(
        "that says another size inside",
        small,
        "file-damaged",
        files.seal_chunks(key, bound, u64(3) + small + bytes(227)),
    )


def records(record: bytes) -> None:
    leave = talk.make_leave(CONV, ben.keys, sha256(record), NOW)
    add("leave", "by a member", {"leave": leave, "ed_pk": ben.keys.ed_pk})
    add("leave", "signed by another", {"leave": leave, "ed_pk": ana.keys.ed_pk}, "signature")
    rec, key = sha256(record), KEY

    def grant(name: str, listed: list[tuple[int, bytes, bytes]], verdict: str = "ok", **more: Any) -> None:
        raw = talk.make_grant(CONV, ana.keys, dara.keys, sha256(b"new"), listed, NOW)
        add(
            "grant",
            name,
            {"grant": raw, "ed_pk": ana.keys.ed_pk, "reader": dara.reader, "record": rec, **more},
            verdict,
        )

    grant("of one epoch", [(0, rec, key)])
    grant("of two epochs", [(0, rec, key), (1, rec, random(32))])
    grant("of none", [], "malformed")
    grant("of epochs out of order", [(1, rec, key), (0, rec, key)], "malformed")
    grant("of an epoch twice", [(0, rec, key), (0, rec, key)], "malformed")
    grant("read by another", [(0, rec, key)], "cannot-open", reader=ben.reader)
    grant("of another record", [(0, rec, key)], "cannot-open", record=sha256(b"else"))
    grant("signed by another", [(0, rec, key)], "signature", ed_pk=ben.keys.ed_pk)

    def receipt(name: str, seq: int, prev: bytes, verdict: str = "ok", **more: Any) -> None:
        raw = talk.make_receipt(CONV, seq, rec, prev, NOW, server, **more)
        add("receipt", name, {"receipt": raw, "ed_pk": server_key}, verdict)

    receipt("of the first entry", 1, ZERO32)
    receipt("of a later entry", 2**40, sha256(b"before"))
    receipt("of the first entry, with one before it", 1, sha256(b"before"), "malformed")
    receipt("of a later entry, with none before it", 2, ZERO32, "malformed")
    receipt("of no entry", 0, ZERO32, "malformed")
    for kind in ("message", "tombstone", "epoch"):
        receipt(f"with a signature of the type {kind}", 1, ZERO32, "signature", label_as=kind)
    add("tombstone", "by retention", {"tombstone": talk.make_tombstone(CONV, 4, rec, NOW, server), "ed_pk": server_key})
    other = talk.make_tombstone(CONV, 4, rec, NOW, server, reason=2)
    add("tombstone", "for a reason that is not named", {"tombstone": other, "ed_pk": server_key}, "malformed")
    none = talk.make_tombstone(CONV, 0, rec, NOW, server)
    add("tombstone", "of no entry", {"tombstone": none, "ed_pk": server_key}, "malformed")


def edits() -> None:
    """What is refused of any object: each is done to the first right one of either implementation."""
    fields = {
        "entry": "entry",
        "epoch": "record",
        "envelope": "envelope",
        "leave": "leave",
        "grant": "grant",
        "report": "report",
        "receipt": "receipt",
        "tombstone": "tombstone",
        "blob": "blob",
        "leaf": "leaf",
    }
    unsigned = {"blob", "leaf"}
    suites = fields.keys() - {"receipt", "tombstone", "leaf"}
    for thing, field in fields.items():
        for by in ("python", "javascript"):
            base = next(
                (case for case in cases if case["object"] == thing and case["by"] == by and case["verdict"] == "ok"),
                None,
            )
            if base is None:
                continue
            length = len(base["given"][field]) // 2
            whole = "too-large" if thing == "entry" and length == 1440 else "malformed"
            done = [
                ("cut by a byte", {"cut": 1}, "malformed"),
                ("with a byte too many", {"add": "00"}, whole),
                ("of another type", {"at": 0, "put": "7f"}, "malformed"),
                ("cut to nothing", {"cut": length}, "malformed"),
            ]
            if thing not in unsigned:
                last = int(base["given"][field][-128:-126], 16) ^ 1
                done.append(("with a changed signature", {"at": -64, "put": f"{last:02x}"}, "signature"))
                changed = int(base["given"][field][-130:-128], 16) ^ 1
                done.append(
                    (
                        "with its last byte before the signature changed",
                        {"at": -65, "put": f"{changed:02x}"},
                        "signature",
                    )
                )
            if thing in suites:
                done.append(("of another suite", {"at": 1, "put": "0002"}, "unknown-suite"))
                done.append(("of an identifier of zeros", {"at": 3, "put": "00" * 16}, "malformed"))
            for name, edit, verdict in done:
                title = f"{base['name']}, {name}"
                cases.append(
                    {
                        "object": thing,
                        "name": title,
                        "by": by,
                        "of": base["name"],
                        "edits": [{"field": field, **edit}],
                        "verdict": verdict,
                    }
                )


def file_edits() -> None:
    for name, edit, verdict in [
        ("without its last chunk", {"cut": 16}, "truncated"),
        ("with its last chunk cut", {"cut": 1}, "truncated"),
        ("without its last two chunks", {"cut": 16400 + 16}, "truncated"),
        ("with a changed byte in the third chunk", {"at": 56 + 2 * 16400, "put": "00000000"}, "cannot-open"),
        ("with another salt", {"at": 0, "put": "00000000"}, "cannot-open"),
        ("with another commitment", {"at": 24, "put": "00000000"}, "cannot-open"),
    ]:
        base = "of several chunks, the last one empty"
        edits = [{"field": "sealed", **edit}]
        cases.append({"object": "file", "name": name, "by": "python", "of": base, "edits": edits, "verdict": verdict})


def main() -> None:
    made = subprocess.run(["node", "tests/crypto/write.js"], cwd=ROOT, capture_output=True, text=True, check=True)
    cases.extend({**case, "verdict": "ok"} for case in json.loads(made.stdout))
    identities()
    entries()
    log()
    checkpoints()
    blobs()
    record, _wraps = epochs()
    envelopes(record)
    sealed_files()
    records(record)
    edits()
    file_edits()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for thing in sorted({case["object"] for case in cases}):
        mine = [case for case in cases if case["object"] == thing]
        bases = {(case["by"], case["name"]): case for case in mine if "given" in case}
        for case in mine:
            given = case.get("given") or bases[case["by"], case["of"]]["given"]
            said = judge({**case, "given": given})
            assert said["verdict"] == case["verdict"], (thing, case["name"], said["verdict"], case["verdict"])
            case["says"] = said["says"]
        lines = ",\n".join(
            json.dumps({key: case[key] for key in case if key != "object"}, ensure_ascii=False) for case in mine
        )
        (FOLDER / f"{thing}.json").write_text(f'{{"version": 1, "object": "{thing}", "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
