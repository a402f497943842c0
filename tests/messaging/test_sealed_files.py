"""Sealed files: announced in steps, received in pieces, fetched by those who may read what was written after them."""

import os

import pytest

from messaging import store
from messaging.actions import files as limits
from messaging.actions.retention import clear_left_over_files
from messaging.models import SealedFile
from messaging.wire.lengths import LARGEST, is_sealed_size, padded, sealed
from network.readers import as_system
from tests.messaging.browsers import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def put(talk, browser, file: str, offset: int, raw: bytes):
    path = f"/messages/{talk.path('files')}/{file}/{offset}"
    return browser.client.generic("PUT", path, raw, content_type="application/octet-stream")


def fetch(talk, browser, file: str, **headers):
    return browser.client.get(f"/messages/{talk.path('files')}/{file}", headers=headers)


def uploaded(talk, browser, size: int = sealed(2_000_000)) -> tuple[str, bytes]:
    raw = os.urandom(size)
    file = browser.post(talk.path("files"), size=size).json()["file"]
    for at in range(0, size, 1 << 20):
        assert put(talk, browser, file, at, raw[at : at + (1 << 20)]).status_code == 200
    return file, raw


def test_a_file_is_fetched_by_its_sender_at_once_and_by_the_other_when_something_was_written_after(
    talk, ana_at, chloe_at
):
    file, raw = uploaded(talk, ana_at)
    assert b"".join(fetch(talk, ana_at, file).streaming_content) == raw
    assert fetch(talk, chloe_at, file).status_code == 404
    talk.send(chloe_at)
    assert fetch(talk, chloe_at, file).status_code == 404
    talk.send(ana_at)
    answer = fetch(talk, chloe_at, file)
    assert b"".join(answer.streaming_content) == raw
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_is_fetched_in_parts(talk, ana_at):
    file, raw = uploaded(talk, ana_at)
    answer = fetch(talk, ana_at, file, Range="bytes=100-199")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, raw[100:200])
    assert answer["Content-Range"] == f"bytes 100-199/{len(raw)}"
    assert fetch(talk, ana_at, file, Range=f"bytes={len(raw)}-").status_code == 416


def test_the_same_piece_again_changes_nothing_and_a_gap_is_refused(talk, ana_at):
    size = sealed(3_000)
    file = ana_at.post(talk.path("files"), size=size).json()["file"]
    raw = os.urandom(size)
    assert put(talk, ana_at, file, 0, raw[:2000]).json() == {"have": 2000}
    assert put(talk, ana_at, file, 0, raw[:2000]).json() == {"have": 2000}
    late = put(talk, ana_at, file, 3000, raw[3000:])
    assert (refused(late), late.json()["have"]) == ((409, "file-offset"), 2000)
    assert refused(put(talk, ana_at, file, 2000, raw)) == (409, "file-offset")
    assert fetch(talk, ana_at, file).status_code == 404
    assert put(talk, ana_at, file, 2000, raw[2000:]).json() == {"have": size}
    assert b"".join(fetch(talk, ana_at, file).streaming_content) == raw


def test_after_a_crash_what_lies_on_disk_counts(talk, ana_at):
    file = ana_at.post(talk.path("files"), size=sealed(3_000)).json()["file"]
    put(talk, ana_at, file, 0, bytes(2000))
    os.truncate(store.place(SealedFile.objects.get().stored), 1500)
    assert put(talk, ana_at, file, 2000, bytes(10)).json()["have"] == 1500
    assert put(talk, ana_at, file, 1500, bytes(500)).json() == {"have": 2000}


@pytest.mark.parametrize("size", [0, 100, 300, 5_000, 1_000_001])
def test_a_size_that_would_say_more_than_its_step_is_refused(size, talk, ana_at):
    assert refused(ana_at.post(talk.path("files"), size=size)) == (422, "file-size")


def test_sizes_are_the_steps_of_the_protocol():
    for plain in (0, 1, 248, 249, 1_016, 65_528, 65_529, 1_000_000, 104_857_600):
        assert is_sealed_size(sealed(plain))
        filled = padded(8 + plain)
        assert sealed(plain) == 56 + filled + 16 * (filled // 16_384 + 1)
        assert filled <= max(256, (8 + plain) * 4) if plain < 65_528 else filled <= (8 + plain) * 1.125


def test_a_file_of_more_than_a_hundred_megabytes_is_too_large(talk, ana_at):
    assert refused(ana_at.post(talk.path("files"), size=LARGEST + 1)) == (413, "too-large")


def test_a_piece_of_more_than_a_megabyte_is_too_large(talk, ana_at):
    file = ana_at.post(talk.path("files"), size=sealed(3_000_000)).json()["file"]
    assert refused(put(talk, ana_at, file, 0, bytes((1 << 20) + 1))) == (413, "too-large")


def test_a_member_keeps_and_begins_so_many_and_no_more(talk, ana_at, monkeypatch):
    monkeypatch.setattr(limits, "QUOTA", 2 * sealed(3_000))
    uploaded(talk, ana_at, sealed(3_000))
    uploaded(talk, ana_at, sealed(3_000))
    assert refused(ana_at.post(talk.path("files"), size=sealed(0))) == (422, "files-full")
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MOST_BEGUN", 1)
    ana_at.post(talk.path("files"), size=sealed(0))
    assert refused(ana_at.post(talk.path("files"), size=sealed(0))) == (422, "files-begun")


def test_files_of_a_conversation_do_not_exist_for_others(talk, ana_at, chloe_at, dara_at):
    file, _raw = uploaded(talk, ana_at, sealed(3_000))
    assert dara_at.post(talk.path("files"), size=sealed(3_000)).status_code == 404
    assert fetch(talk, dara_at, file).status_code == 404
    assert put(talk, dara_at, file, 0, b"x").status_code == 404
    assert put(talk, chloe_at, file, 0, b"x").status_code == 404


def test_nobody_writes_into_the_file_of_another(talk, ana_at, chloe_at):
    file, _raw = uploaded(talk, ana_at, sealed(3_000))
    talk.send(ana_at)
    assert refused(put(talk, chloe_at, file, 0, b"x")) == (403, "not-allowed")


def test_a_newcomer_without_history_fetches_no_file_from_before(talk, ana_at, chloe_at, dara_at):
    file, _raw = uploaded(talk, ana_at, sealed(3_000))
    talk.send(ana_at)
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    assert fetch(talk, dara_at, file).status_code == 404
    assert fetch(talk, chloe_at, file).status_code == 200


def test_what_nobody_wrote_after_for_a_day_is_removed_with_its_bytes(talk, ana_at, django_capture_on_commit_callbacks):
    uploaded(talk, ana_at, sealed(3_000))
    kept, _raw = SealedFile.objects.get(), talk.send(ana_at)
    left, _raw = uploaded(talk, ana_at, sealed(3_000))
    SealedFile.objects.update(at=SealedFile.objects.get(wire=left).at - 2 * limits.LEFT_OVER)
    gone = SealedFile.objects.get(wire=left).stored
    with django_capture_on_commit_callbacks(execute=True):
        assert clear_left_over_files(actor=as_system("a test")) == 1
    assert (store.gathered(gone), store.gathered(kept.stored)) == (0, sealed(3_000))
