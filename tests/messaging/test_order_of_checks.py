"""Of several faults the first in the order of docs/messaging-protocol.md, 7, is the answer; then it is mended."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from messaging.models import Entry, KeyEntry
from tests.messaging.browsers import SealedBrowser, checkpoint, refused
from tests.messaging.writing import Keys, b64, blob, content, envelope, frank, h, leave, now, record, report, x_wing

pytestmark = pytest.mark.django_db

LATE = {"at": now() - 86_400_000}
OTHER = h(b"another")
# A point of order two, and an ML-KEM key with a number above the modulus.
SMALL_ORDER = b"\xec" + b"\xff" * 30 + b"\x7f"


def answers(faults: Iterable[tuple[str, dict[str, Any]]], send: Callable[[dict[str, Any]], Any]) -> list[str]:
    """Return the codes that come when all FAULTS are there, then all but the first, and so on."""
    left, said = list(faults), []
    while left:
        said.append(refused(send({name: value for _code, wrong in reversed(left) for name, value in wrong.items()}))[1])
        left.pop(0)
    return said


def test_of_an_envelope(talk, ana_at, chloe_at):
    talk.send(ana_at)
    counter, before = talk.counters[ana_at.keys.identity]
    right = {"conv": talk.conv, "epoch_rec": h(talk.record), "heads": [h(talk.record)]}
    faults = [
        ("too-large", {"length": 262_200}),
        ("malformed", {"kind": 3}),
        ("unknown-suite", {"suite": b"\0\2"}),
        ("not-sender", {"sender": chloe_at.keys}),
        ("epoch-closed", {"epoch_rec": OTHER}),
        ("wrong-generation", {"sender": Keys(ana_at.keys.identity, gen=1)}),
        ("counter", {"counter": counter + 2}),
        ("previous", {"prev_own": OTHER}),
        ("heads", {"heads": [OTHER]}),
        ("checkpoint", {"checkpoint": (99, OTHER)}),
        ("clock", LATE),
        ("signature", {"signer": Keys(ana_at.keys.identity)}),
    ]

    def send(wrong: dict[str, Any]):
        given = {"sender": ana_at.keys, "counter": counter + 1, "prev_own": before, **right, **wrong}
        return ana_at.post(talk.path("envelopes"), envelope=b64(envelope(given.pop("sender"), **given)))

    assert answers(faults, send) == [code for code, _wrong in faults]
    assert send({}).status_code == 201


def test_of_an_epoch_record(talk, ana_at, chloe_at, dara_at):
    members = talk.members([ana_at, chloe_at, dara_at])
    strange = [*talk.members(), (Keys(b"n" * 16), 0)]
    faults = [
        ("malformed", {"retention": 31}),
        ("unknown-suite", {"suite": b"\0\2"}),
        ("not-sender", {"creator": chloe_at.keys}),
        ("epoch-conflict", {"prev": OTHER}),
        ("retention", {"retention": 365}),
        ("member-unknown", {"members": strange}),
        ("fingerprint", {"members": [(keys, index + 1) for keys, index in members]}),
        ("reason", {"reason": 4}),
        ("wraps", {"wrapped": b"none"}),
        ("checkpoint", {"checkpoint": (99, OTHER)}),
        ("clock", LATE),
        ("signature", {"signer": Keys(ana_at.keys.identity)}),
    ]

    def send(wrong: dict[str, Any]):
        right = {"epoch": 1, "prev": h(talk.record), "reason": 1, "checkpoint": checkpoint(ana_at)}
        given = {"creator": ana_at.keys, "members": members, **right, **wrong}
        raw, wraps = record(given.pop("creator"), given.pop("members"), conv=talk.conv, **given)
        return ana_at.post(talk.path("epochs"), record=b64(raw), wraps=b64(wraps), grants=[])

    assert answers(faults, send) == [code for code, _wrong in faults]
    assert Entry.objects.count() == 1
    assert send({}).status_code == 201


def test_of_an_entry_of_keys_and_the_blob_that_comes_with_it(ana_at, chloe_at):
    old = ana_at.keys
    before = h(KeyEntry.objects.get(identity__wire=old.identity.hex()).raw)
    faults = [
        ("malformed", {"reason": 4}),
        ("unknown-suite", {"suite": b"\0\2"}),
        ("not-sender", {"identity": chloe_at.keys.identity}),
        ("generation", {"gen": 2}),
        ("previous", {"prev": OTHER}),
        ("reason", {"reason": 2, "old": None}),
        ("weak-key", {"ed_pk": SMALL_ORDER}),
        ("weak-key", {"kem_pk": b"\xff" * 3 + x_wing()[3:]}),
        ("clock", LATE),
        ("signature", {"old": Keys(old.identity)}),
        ("blob", {"fingerprint": OTHER}),
        ("kdf-too-weak", {"m": 8}),
        ("blob-version", {"version": 4}),
    ]

    def send(wrong: dict[str, Any]):
        given = {"identity": old.identity, "gen": 1, "reason": 1, "prev": before, "old": old, **wrong}
        sealed = {name: given.pop(name) for name in ("fingerprint", "m") if name in given}
        version = given.pop("version", 2)
        named = {name: given.pop(name) for name in ("identity", "gen", "ed_pk", "kem_pk") if name in given}
        keys = Keys(**named)
        return ana_at.post("entries", entry=b64(keys.entry(**given)), blob=b64(blob(keys, version, **sealed)))

    assert answers(faults, send) == [code for code, _wrong in faults]
    assert KeyEntry.objects.count() == 2
    assert send({}).status_code == 201


def test_of_a_changed_blob(ana_at: SealedBrowser, chloe_at):
    faults = [
        ("too-large", {"wrapped": bytes(70_000)}),
        ("unknown-suite", {"suite": b"\0\2"}),
        ("not-sender", {"identity": chloe_at.keys.identity}),
        ("blob", {"gen": 3}),
        ("kdf-too-weak", {"t": 1}),
        ("blob-version", {"version": 9}),
        ("signature", {"signer": Keys(ana_at.keys.identity)}),
    ]

    def send(wrong: dict[str, Any]):
        given = {"version": 2, "signer": ana_at.keys, **wrong}
        signer = given.pop("signer")
        raw = blob(ana_at.keys, given.pop("version"), **given)
        signature = signer.signs(raw[:156], raw[-(12 + 4 + 1024 + 16) :])
        return ana_at.put("blob", blob=b64(raw), signature=b64(signature))

    assert answers(faults, send) == [code for code, _wrong in faults]
    assert send({}).status_code == 200


def test_of_a_leave(talk, ana_at, chloe_at):
    mine = chloe_at.keys
    faults = [
        ("malformed", {"conv": b"x" * 16}),
        ("unknown-suite", {"suite": b"\0\2"}),
        ("not-sender", {"keys": ana_at.keys}),
        ("epoch-closed", {"epoch_rec": OTHER}),
        ("wrong-generation", {"keys": Keys(mine.identity, gen=1)}),
        ("clock", LATE),
        ("signature", {"signer": Keys(mine.identity)}),
    ]

    def send(wrong: dict[str, Any]):
        given = {"keys": mine, "conv": talk.conv, "epoch_rec": h(talk.record), **wrong}
        return chloe_at.post(talk.path("leave"), leave=b64(leave(given.pop("keys"), **given)))

    assert answers(faults, send) == [code for code, _wrong in faults]
    assert send({}).status_code == 201


def test_of_a_report(talk, ana_at, chloe_at):
    said, k_f = content("You will be sorry."), b"k" * 32
    counter, _before = talk.counters.get(ana_at.keys.identity, (0, bytes(32)))
    where = {"conv": talk.conv, "epoch_rec": h(talk.record)}
    raw = talk.envelope(ana_at, frank=frank(k_f, ana_at.keys, said, **where, counter=counter + 1))
    assert talk.send(ana_at, raw).status_code == 201
    mine = chloe_at.keys
    faults = [
        ("malformed", {"conv": b"x" * 16}),
        ("unknown-suite", {"suite": b"\0\2"}),
        ("not-sender", {"keys": ana_at.keys}),
        ("not-reportable", {"messages": [(OTHER, k_f, said)]}),
        ("frank", {"messages": [(h(raw), b"l" * 32, said)]}),
        ("wrong-generation", {"keys": Keys(mine.identity, gen=1)}),
        ("clock", LATE),
        ("signature", {"signer": Keys(mine.identity)}),
    ]

    def send(wrong: dict[str, Any]):
        given = {"keys": mine, "conv": talk.conv, "messages": [(h(raw), k_f, said)], **wrong}
        return chloe_at.post(
            talk.path("reports"), report=b64(report(given.pop("keys"), given.pop("messages"), **given))
        )

    assert answers(faults, send) == [code for code, _wrong in faults]
    assert send({}).status_code == 201
