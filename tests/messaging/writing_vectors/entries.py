"""Identities and key entries."""

from tests.messaging.reference import keys
from tests.messaging.reference.wire import ZERO32, label, sha256, u8, u16, u32, u64
from tests.messaging.writing_vectors.cast import NOW, Person, add, ana, ben


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
