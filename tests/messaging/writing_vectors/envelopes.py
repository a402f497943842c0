"""Envelopes, what is in them, and reports of them."""

from typing import Any

from tests.messaging.reference import conversation as talk
from tests.messaging.reference import files
from tests.messaging.reference.primitives import random
from tests.messaging.reference.wire import ZERO32, sha256, u8, u32
from tests.messaging.writing_vectors.cast import CONV, KEY, NOW, POINT, add, ana, ben


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
