"""Whatever is sent to a door of sealed messages, it answers with a code of its own, and never breaks."""

import base64
import json
import os
import struct
from collections.abc import Iterator

import pytest

from messaging.models import Blob, Entry, Identity, KeyEntry, KeyLog, Report, SealedFile
from tests.messaging.browsers import checkpoint
from tests.messaging.writing import b64, content, grant, h, leave, parts, record, report

pytestmark = pytest.mark.django_db

# What stands in place of one number or one hash of an object: the most that its bytes can say, and the most it may say.
FILLS = (b"\xff\xff", b"\xff" * 4, b"\x80\0\0\0", struct.pack(">Q", 2**53 - 1), b"\0" * 32)
# Texts that are no JSON object, or one that nobody asked for.
BODIES = [
    b"",
    b"\xff\xfe\x00",
    b"\xed\xa0\x80",
    b"null",
    b"[]",
    b'"text"',
    b"1",
    b"{",
    b'{"',
    b"{}",
    b"\0",
    b'{"\\u0000": "\\ud800"}',
    b"[" * 4000,
    b'{"a":' * 800,
    b"1" * 5000,
    b'{"size": ' + b"9" * 4300 + b"}",
    b"NaN",
    b'{"size": NaN}',
    b'{"size": 1e400}',
    b"\xef\xbb\xbf{}",
    b"{" + b" " * 7_000_000 + b"}",
]
VALUES = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**63,
    2**64,
    10**400,
    "",
    " ",
    "A",
    "AA==",
    "AB==",
    "A" * 7,
    "\0",
    "\ud800",
    "é",
    "=",
    "AAAA\n",
    [],
    [None],
    ["A"],
    [[]],
    {},
    {"": ""},
    "A" * 500_000,
]


# Numbers and names as an address may hold them.
TYPED = (
    "",
    "0",
    "-1",
    "+1",
    "1.5",
    "1e3",
    "١",
    "²",
    "\0",
    "9" * 18,
    "9" * 19,
    "9" * 400,
    "NaN",
    "0x1",
    " 1",
    "0" * 32,
    "f" * 32,
    "F" * 32,
    "A" * 22,
    ",",
    "'",
    "%",
)


@pytest.fixture
def doors(talk, ana_at, chloe_at) -> dict[str, tuple[str, str, dict[str, object]]]:
    """Each door that takes JSON: verb, path and what it would take."""
    keys = ana_at.keys
    raw = talk.envelope(ana_at)
    assert talk.send(ana_at, raw).status_code == 201
    rec, wraps = talk.next_record(ana_at, [ana_at, chloe_at], 4)
    other = os.urandom(16)
    first, first_wraps = record(keys, talk.members(), conv=other, checkpoint=checkpoint(ana_at))
    newest, changed = h(talk.record), parts(keys.blob(2))
    return {
        "identity": ("POST", "identity", {}),
        "entries": ("POST", "entries", {"entry": b64(keys.entry()), "blob": b64(keys.blob(2))}),
        "blob": ("PUT", "blob", keys.change()),
        "payload": (
            "PUT",
            "blob",
            {"head": b64(changed[0]), "payload": b64(changed[1]), "signature": b64(keys.signs(*changed))},
        ),
        "conversations": (
            "POST",
            "conversations",
            {"record": b64(first), "wraps": b64(first_wraps), "envelopes": [b64(raw)]},
        ),
        "envelopes": ("POST", talk.path("envelopes"), {"envelope": b64(talk.envelope(ana_at))}),
        "epochs": (
            "POST",
            talk.path("epochs"),
            {
                "record": b64(rec),
                "wraps": b64(wraps),
                "grants": [b64(grant(keys, chloe_at.keys, conv=talk.conv, epoch_rec=h(rec), epochs=[0]))],
            },
        ),
        "leave": ("POST", talk.path("leave"), {"leave": b64(leave(keys, conv=talk.conv, epoch_rec=newest))}),
        "marks": ("POST", talk.path("marks"), {"delivered": 1, "read": 1}),
        "files": ("POST", talk.path("files"), {"size": 56 + 256 + 16}),
        "reports": (
            "POST",
            talk.path("reports"),
            {"report": b64(report(keys, [(h(raw), os.urandom(32), content("x"))], conv=talk.conv))},
        ),
    }


def sent(browser, verb: str, path: str, body: bytes, kind: str = "application/json"):
    return browser.client.generic(
        verb, f"/messages/{path}", body, content_type=kind, headers={"Accept": "application/json"}
    )


def fine(answer, *also: int) -> None:
    """A refusal with its code; a page where the whole request is none of ours."""
    assert answer.status_code < 500, answer.content[:300]
    if answer.status_code >= 400 and answer.status_code not in (404, 405, *also):
        said = json.loads(answer.content)
        assert said["code"]
        assert said["message"]


def mutated(raw: bytes) -> Iterator[bytes]:
    """RAW cut short, made longer, and with the most that fits in place of each of its numbers."""
    head = min(len(raw), 260)
    yield from (
        raw[:end]
        for end in {0, 1, 2, 3, 19, 40, 64, 100, len(raw) // 2, len(raw) - 65, len(raw) - 64, len(raw) - 1}
        if 0 <= end < len(raw)
    )
    yield raw + b"\0"
    yield raw * 2
    for at in range(0, head, 29):
        for fill in FILLS:
            if (other := raw[:at] + fill + raw[at + len(fill) :]) != raw:
                yield other


KINDS = (
    "text/plain",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-7",
)
PARTS = (
    "bytes=",
    "bytes=-",
    "bytes=9-",
    "bytes=-9" + "9" * 400,
    "bytes=0-" + "9" * 400,
    "bytes=5-1",
    "bytes=0-0,2-3",
    "chars=0-1",
    "bytes=١-٢",
    "\xff",
)
TABLES = (Blob, Entry, Identity, KeyEntry, KeyLog, Report, SealedFile)


def test_what_is_no_object_is_refused(doors, ana_at):
    form = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--x--"
    for verb, path, _takes in doors.values():
        for body in BODIES:
            fine(sent(ana_at, verb, path, body))
        for kind in KINDS:
            fine(sent(ana_at, verb, path, form, kind), 400)


def test_a_field_of_another_kind_is_refused(doors, ana_at):
    for verb, path, takes in doors.values():
        for field in takes:
            for value in VALUES:
                fine(sent(ana_at, verb, path, json.dumps({**takes, field: value}).encode()))
                if isinstance(takes[field], list):
                    fine(sent(ana_at, verb, path, json.dumps({**takes, field: [value]}).encode()))


def test_an_object_with_other_bytes_is_refused_and_not_stored(doors, ana_at):
    """None of them is signed."""
    before = stored()
    for name in ("entries", "conversations", "envelopes", "epochs", "leave", "reports", "blob", "payload"):
        verb, path, takes = doors[name]
        for field, value in takes.items():
            whole = value[0] if isinstance(value, list) else value
            for raw in mutated(base64.b64decode(whole)):
                said = [b64(raw)] if isinstance(value, list) else b64(raw)
                fine(sent(ana_at, verb, path, json.dumps({**takes, field: said}).encode()))
        assert stored() == before, name


def stored() -> list[list[dict[str, object]]]:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def test_an_address_that_holds_anything_is_answered(talk, ana_at):
    file = ana_at.post(talk.path("files"), size=56 + 256 + 16).json()["file"]
    for typed in TYPED:
        for path, name in (("log", "from"), ("keys", "of"), ("people", "q"), ("conversations", "before")):
            fine(ana_at.get(path, **{name: typed}))
        for name in ("after", "before", "limit"):
            fine(ana_at.get(talk.path("entries"), **{name: typed}))
        for path, name in (("reports/", "before"), ("reports/", "after"), ("new/", "to"), ("new/", "next")):
            assert ana_at.get(path, **{name: typed}).status_code < 500
        for path in (f"c/{typed}/entries", f"c/{typed}/files/{typed}", f"people/{typed}/", f"reports/{typed}/"):
            assert ana_at.get(path).status_code < 500
        for door in (f"files/{file}/{typed}", f"files/{typed}/0"):
            fine(sent(ana_at, "PUT", talk.path(door), b"\xff" * 100, "application/octet-stream"))


def test_a_part_of_a_file_that_there_is_not_is_answered(talk, ana_at):
    whole = os.urandom(56 + 256 + 16)
    file = ana_at.post(talk.path("files"), size=len(whole)).json()["file"]
    assert sent(ana_at, "PUT", talk.path(f"files/{file}/0"), whole, "application/octet-stream").status_code == 200
    for asked in PARTS:
        given = ana_at.client.get(f"/messages/{talk.path(f'files/{file}')}", headers={"Range": asked})
        assert given.status_code in (200, 206, 416), asked
