"""Files, leaves, grants, receipts and tombstones."""

from typing import Any

from tests.messaging.reference import conversation as talk
from tests.messaging.reference import files
from tests.messaging.reference.primitives import random
from tests.messaging.reference.wire import ZERO32, sha256, u64
from tests.messaging.writing_vectors.cast import CONV, KEY, NOW, add, ana, ben, dara, server, server_key


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
    see("with a byte too many", small, "file-damaged", files.seal_file(CONV, name, key, small) + b"\0")
    message = u64(len(small)) + small
    see(
        "with padding that is not zero",
        small,
        "padding",
        files.seal_chunks(key, bound, message + b"\1" * (256 - len(message))),
    )
    see(
        "with too much padding",
        small,
        "file-damaged",
        files.seal_chunks(key, bound, message + bytes(1024 - len(message))),
    )
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
