"""Blobs, passphrases, printed keys and paddings."""

from typing import Any

from tests.messaging.reference import blob
from tests.messaging.reference.primitives import ORDER, random, sign
from tests.messaging.reference.wire import ZERO32, sha256, u8, vec
from tests.messaging.writing_vectors.cast import NOW, POINT, add, ana, ben, server_key

# The bytes of a head.
HEAD = 156


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
    see("with a state that is not named", make(inside=content(pins=[(*pins[0][:3], 4, NOW)])), "malformed")
    see("with a state below all that are named", make(inside=content(pins=[(*pins[0][:3], 0, NOW)])), "malformed")
    for name, said, verdict in (
        ("what was shown", [["Chef d’unité", "الوزارة", "B", "Ben"], ["", "", "", "B" * 1024]], "ok"),
        ("four of what was shown", [["F", "A", "S", "N"]] * 4, "ok"),
        ("five of what was shown", [["F", "A", "S", "N"]] * 5, "malformed"),
        ("nothing that was shown, where there must be something", [], "malformed"),
        ("a word of 1,025 bytes", [["F", "A", "S", "N" * 1025]], "malformed"),
        ("a word that holds U+0000", [["F", "A", "S", "\0"]], "malformed"),
        ("three words", [["F", "A", "S"]], "malformed"),
    ):
        see(f"with {name}", make(inside=content(pins=[pins[0], (*pins[1][:3], 3, NOW, said), pins[2]])), verdict)
    see("with generations out of order", make(inside=content(secrets=[(1, ZERO32), (0, ZERO32)])), "malformed")
    see("without a secret", make(inside=content(secrets=[])), "malformed")
    see("with the secret of another generation", make(inside=content(secrets=[(1, ana.secret)])), "blob-not-mine")
    changes(good, make(blob.Head(**{**head.__dict__, "version": 3})))
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


def changes(before: bytes, after: bytes) -> None:
    """What only the holder of the keys may put in the place of what the server holds."""

    def see(name: str, signature: bytes, verdict: str = "ok", raw: bytes = after, tail: bytes = b"") -> None:
        first, rest = parts(raw)
        given = {"head": first, "payload": rest + tail, "signature": signature, "ed_pk": ana.keys.ed_pk}
        add("blob-change", name, given, verdict)

    good = blob.sign_change(ana.keys.sign_key, *parts(after))
    see("of a blob", good)
    see("by somebody else", blob.sign_change(ben.keys.sign_key, *parts(after)), "signature")
    see("of the version before", blob.sign_change(ana.keys.sign_key, *parts(before)), "signature")
    see("of the head alone", blob.sign_change(ana.keys.sign_key, parts(after)[0], b""), "signature")
    see("signed as an entry of keys", sign(ana.keys.sign_key, "key-entry", b"".join(parts(after))), "signature")
    see("signed as a message", sign(ana.keys.sign_key, "message", b"".join(parts(after))), "signature")
    see(
        "with S not reduced",
        good[:32] + (int.from_bytes(good[32:], "little") + ORDER).to_bytes(32, "little"),
        "signature",
    )
    see("without a signature", b"", "signature")
    see("with a byte behind the payload", good, "malformed", tail=b"\0")


def parts(raw: bytes) -> tuple[bytes, bytes]:
    """Return head and payload of a blob of two wraps of this file."""
    return raw[:HEAD], raw[HEAD + 1 + 2 * (1 + 4 + 12 + 48) :]
