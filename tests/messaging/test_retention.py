"""What is past its time is erased, and a signed tombstone stands in its place."""

import base64
import sqlite3
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.utils import timezone

from messaging import store
from messaging.actions.retention import erase_old_messages
from messaging.models import Entry, SealedFile, Wrap
from messaging.wire.lengths import sealed
from network.readers import as_system
from tests.messaging.browsers import Talk
from tests.messaging.test_sealed_files import fetch, uploaded
from tests.messaging.writing import h, label, u64

pytestmark = pytest.mark.django_db
SYSTEM = as_system("a test")


def erase(days: int) -> int:
    return erase_old_messages(actor=SYSTEM, now=timezone.now() + timedelta(days=days))


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def test_after_its_days_a_message_is_gone_and_its_tombstone_is_signed(ana_at, chloe_at):
    talk = Talk(ana_at, chloe_at, retention=30)
    raw = talk.envelope(ana_at)
    talk.send(ana_at, raw)
    assert erase(30) == 0
    assert erase(31) == 1
    record, entry = talk.entries(chloe_at)["entries"]
    assert base64.b64decode(record["object"]) == talk.record
    assert (entry["object"], record["tombstone"]) == (None, None)
    stone = base64.b64decode(entry["tombstone"])
    assert stone[:-72] == b"\x0a" + talk.conv + u64(2) + h(raw) + b"\x01"
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(ana_at.get("log").json()["server_key"]))
    key.verify(stone[-64:], label("tombstone") + h(stone[:-64]))
    assert Entry.objects.get(seq=2).raw is None
    # A second run finds nothing, and the receipts are still one chain.
    assert erase(31) == 0
    assert base64.b64decode(entry["receipt"])[25:57] == h(raw)


@pytest.mark.parametrize(("retention", "days", "gone"), [(90, 89, 0), (90, 91, 1), (365, 364, 0), (0, 9_999, 0)])
def test_each_conversation_keeps_as_long_as_it_said(retention, days, gone, ana_at, chloe_at):
    Talk(ana_at, chloe_at, retention=retention).send(ana_at)
    assert erase(days) == gone


def test_wraps_of_closed_epochs_and_files_go_too(ana_at, chloe_at, django_capture_on_commit_callbacks):
    talk = Talk(ana_at, chloe_at, retention=30)
    uploaded(talk, ana_at, sealed(0))
    talk.send(ana_at)
    talk.change(ana_at, talk.browsers, 4)
    stored = SealedFile.objects.get().stored
    with django_capture_on_commit_callbacks(execute=True):
        erase(31)
    assert not SealedFile.objects.exists()
    assert store.gathered(stored) == 0
    # The newest epoch's key is needed to go on.
    assert set(Wrap.objects.values_list("entry__seq", flat=True)) == {3}
    assert talk.send(ana_at).status_code == 201


def test_a_file_stays_as_long_as_the_message_that_it_came_with(ana_at, chloe_at, django_capture_on_commit_callbacks):
    """Sent in the morning, released in the evening: until the evening of the last day it can be fetched."""
    talk = Talk(ana_at, chloe_at, retention=30)
    file, raw = uploaded(talk, ana_at, sealed(0))
    SealedFile.objects.update(at=timezone.now() - timedelta(hours=20))
    talk.send(ana_at)
    with django_capture_on_commit_callbacks(execute=True):
        erase_old_messages(actor=SYSTEM, now=timezone.now() + timedelta(days=29, hours=12))
        talk.send(ana_at)
        assert b"".join(fetch(talk, chloe_at, file).streaming_content) == raw
        Entry.objects.filter(seq=2).update(at=timezone.now() - timedelta(minutes=5))
        assert erase_old_messages(actor=SYSTEM, now=timezone.now() + timedelta(days=30, minutes=58)) == 1
    # The second message is younger, and the file went with the first.
    assert not SealedFile.objects.exists()


def test_nothing_of_what_was_written_stays_in_the_table(ana_at, chloe_at, dara_at):
    talk = Talk(ana_at, chloe_at, retention=30)
    for _ in range(3):
        talk.send(ana_at)
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1, history=True)
    erase(31)
    assert set(Entry.objects.filter(raw=None).values_list("kind", flat=True)) == {4, 8}
    assert not Entry.objects.filter(kind__in=[4, 8]).exclude(raw=None).exists()
    assert chloe_at.get("conversations").json()["conversations"][0]["unread"] == 0


def test_a_run_is_bounded_and_the_next_goes_on(ana_at, chloe_at, monkeypatch):
    from messaging.actions import retention

    monkeypatch.setattr(retention, "AT_ONCE", 2)
    talk = Talk(ana_at, chloe_at, retention=30)
    for _ in range(3):
        talk.send(ana_at)
    assert [erase(31), erase(31), erase(31)] == [2, 1, 0]


def test_a_restored_backup_is_erased_again_by_the_next_run(ana_at, chloe_at):
    talk = Talk(ana_at, chloe_at, retention=30)
    raw = talk.envelope(ana_at)
    talk.send(ana_at, raw)
    backup = Entry.objects.filter(seq=2).values("raw", "tombstone").get()
    erase(31)
    Entry.objects.filter(seq=2).update(**backup)
    assert bytes(Entry.objects.get(seq=2).raw) == raw
    assert erase(31) == 1
    assert Entry.objects.get(seq=2).raw is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's own backups leave out what was deleted")
def test_a_backup_made_afterwards_holds_nothing_of_what_was_erased(ana_at, chloe_at, tmp_path):
    """Neither rows nor the free pages of the file, which a copy takes along."""
    talk = Talk(ana_at, chloe_at, retention=30)
    raw = talk.envelope(ana_at)
    talk.send(ana_at, raw)
    talk.change(ana_at, talk.browsers, 4)
    wrap = bytes(Wrap.objects.filter(entry__seq=1).values_list("sealed", flat=True).first())
    pieces = [raw[-200:-100], wrap[200:300]]
    assert all(piece in backup(tmp_path / "before") for piece in pieces)
    erase(31)
    assert [piece in backup(tmp_path / "after") for piece in pieces] == [False, False]


def backup(path) -> bytes:
    """Return the bytes of a copy of the database as SQLite's own backup makes it."""
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    return path.read_bytes()
