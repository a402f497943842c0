"""What is refused of any object: each edit is done to the first right one of either implementation."""

from tests.messaging.writing_vectors.cast import cases


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
