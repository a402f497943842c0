"""What the server accepts, every client accepts: its readers before the vectors that both implementations judge."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from messaging.wire.blob import read_blob
from messaging.wire.envelope import read_envelope
from messaging.wire.epoch import read_record
from messaging.wire.keys import read_key_entry
from messaging.wire.passing import read_grant, read_leave
from messaging.wire.reading import SUITE, Malformed
from messaging.wire.report import read_content, read_report
from messaging.wire.signing import is_ed25519, is_x_wing
from tests.messaging.judge import edited
from tests.messaging.reference import conversation, keys
from tests.messaging.reference.primitives import verify
from tests.messaging.reference.wire import Refused
from tests.messaging.test_vectors import CASES

PUBLISHED = Path(__file__).resolve().parents[1] / "vectors" / "published"
Said = dict[str, Any]


def given_of(case: Said) -> Said:
    given = case["given"]
    for edit in case.get("edits", []):
        given = edited(given, edit)
    return given


def entry_passes(given: Said) -> bool:
    entry = read_key_entry(bytes.fromhex(given["entry"]))
    sound = is_ed25519(entry.ed_pk) and is_x_wing(entry.kem_pk)
    return entry.suite == SUITE and sound and entry.is_signed(None)


def record_passes(given: Said) -> bool:
    record = read_record(bytes.fromhex(given["record"]))
    has_wraps = record.has_wraps(bytes.fromhex(given["wraps"]))
    return record.suite == SUITE and has_wraps and record.is_signed(bytes.fromhex(given["ed_pk"]))


def blob_passes(given: Said) -> bool:
    blob = read_blob(bytes.fromhex(given["blob"]))
    return blob.suite == SUITE and blob.is_strong


def report_passes(given: Said) -> bool:
    """As actions/reports.py looks at one: the signature, the sender's commitment, and that the content reads well."""
    report = read_report(bytes.fromhex(given["report"]))
    reported = read_envelope(bytes.fromhex(given["envelope"]))
    read_content(report.messages[0].content)
    proven = report.messages[0].is_of(reported) and report.messages[0].envelope == reported.digest
    return report.suite == SUITE and proven and report.is_signed(bytes.fromhex(given["ed_pk"]))


def signed_passes(read: Callable[[bytes], Any], field: str) -> Callable[[Said], bool]:
    def passes(given: Said) -> bool:
        thing = read(bytes.fromhex(given[field]))
        return thing.suite == SUITE and thing.is_signed(bytes.fromhex(given["ed_pk"]))

    return passes


SERVER: dict[str, Callable[[Said], bool]] = {
    "entry": entry_passes,
    "epoch": record_passes,
    "envelope": signed_passes(read_envelope, "envelope"),
    "leave": signed_passes(read_leave, "leave"),
    "grant": signed_passes(read_grant, "grant"),
    "blob": blob_passes,
    "report": report_passes,
}
# What the outside of an object cannot show, so that the server has to let it pass.
INSIDE = {"cannot-open", "wrong-key", "frank", "key-commit", "padding", "blob-not-mine", "epoch-refused"}
OUTSIDE: dict[str, tuple[Callable[[bytes], conversation.Signed], str]] = {
    "envelope": (conversation.read_envelope, "envelope"),
    "leave": (conversation.read_leave, "leave"),
    "grant": (conversation.read_grant, "grant"),
}


def server_accepts(case: Said) -> bool:
    try:
        return SERVER[case["object"]](given_of(case))
    except Malformed:
        return False


def client_accepts(case: Said) -> bool:
    """Whether a client accepts the object as far as the server can see it."""
    if case["object"] == "report":
        # Nothing of a report is hidden from the server.
        return case["verdict"] == "ok"
    if case["verdict"] in INSIDE | {"ok"}:
        return True
    if case["object"] == "blob":
        return case["verdict"] == "malformed" and "edits" not in case and not case["name"].startswith("wraps")
    if case["object"] not in OUTSIDE:
        return False
    read, field = OUTSIDE[case["object"]]
    given = given_of(case)
    try:
        thing = read(bytes.fromhex(given[field]))
        verify(bytes.fromhex(given["ed_pk"]), thing.kind, thing.body, thing.sig)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("thing", sorted(SERVER))
def test_what_the_server_accepts_every_client_accepts(thing: str) -> None:
    mine = [case for case in CASES if case["object"] == thing]
    assert mine
    assert [case["name"] for case in mine if server_accepts(case) and not client_accepts(case)] == []


@pytest.mark.parametrize("thing", sorted(SERVER))
def test_the_server_takes_whatever_is_right(thing: str) -> None:
    right = [case for case in CASES if case["object"] == thing and case["verdict"] == "ok"]
    assert right
    assert [case["name"] for case in right if not server_accepts(case)] == []


def test_the_server_refuses_the_keys_under_which_anything_verifies() -> None:
    edges = json.loads((PUBLISHED / "ed25519-edges.json").read_text())["cases"]
    weak = [case for case in edges if case["verdict"] == "weak-key"]
    assert len(weak) >= 10
    assert [case["name"] for case in weak if is_ed25519(bytes.fromhex(case["key"]))] == []


def test_the_server_has_the_fingerprint_that_the_vectors_say() -> None:
    case = next(case for case in CASES if case["object"] == "entry" and case["verdict"] == "ok")
    entry = read_key_entry(bytes.fromhex(case["given"]["entry"]))
    assert (entry.fingerprint, entry.digest) == (case["says"]["fingerprint"], case["says"]["hash"])
    assert keys.read_entry(entry.raw).id.hex() == entry.identity
