"""Sending files piece by piece with resumption: limits and quota."""

import os
import stat

import pytest

from tests.writing import samples
from tests.writing.sending.things import begun, digest, on_disk, whole
from writing.actions.files import (
    Elsewhere,
    NotTaken,
    begin_file,
    finish_file,
    receive_piece,
)
from writing.files import limits, store
from writing.models import StoredFile


def test_a_file_comes_in_pieces_and_is_kept_whole_under_a_name_of_its_own(ana, settings):
    file = begun(ana.membership, digest=digest(samples.PDF))
    assert receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF[:30]) == 30
    receive_piece(actor=ana.membership, file=file, offset=30, piece=samples.PDF[30:])
    file = finish_file(actor=ana.membership, file=file)
    file.refresh_from_db()
    assert (file.status, file.size, file.digest) == ("ready", len(samples.PDF), digest(samples.PDF))
    path = store.place(file.stored)
    assert path.read_bytes() == samples.PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert on_disk(settings) == [file.stored]
    assert "a.pdf" not in str(path)
    assert file.public_id not in str(path)


def test_a_piece_that_does_not_follow_is_told_where_to_go_on(ana):
    file = begun(ana.membership)
    receive_piece(actor=ana.membership, file=file, offset=0, piece=b"%PDF")
    for offset in (0, 3, 5, 80):
        with pytest.raises(Elsewhere) as told:
            receive_piece(actor=ana.membership, file=file, offset=offset, piece=b"x")
        assert told.value.received == 4


def test_after_a_crash_it_goes_on_where_the_disk_ends(ana):
    file = begun(ana.membership)
    receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF[:40])
    os.truncate(store.part(file.stored), 10)
    with pytest.raises(Elsewhere) as told:
        receive_piece(actor=ana.membership, file=file, offset=40, piece=samples.PDF[40:])
    assert told.value.received == 10
    receive_piece(actor=ana.membership, file=file, offset=10, piece=samples.PDF[10:])
    assert finish_file(actor=ana.membership, file=file).status == "ready"


def test_the_same_file_begun_again_goes_on_where_it_was(ana, ben):
    file = begun(ana.membership, digest=digest(samples.PDF))
    receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF[:30])
    again = begun(ana.membership, digest=digest(samples.PDF))
    assert (again.pk, again.received) == (file.pk, 30)
    assert begun(ben.membership, digest=digest(samples.PDF)).pk != file.pk
    assert begun(ana.membership, name="b.pdf", digest=digest(samples.PDF)).pk != file.pk


def test_what_is_not_complete_is_not_finished(ana):
    file = begun(ana.membership)
    receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF[:30])
    with pytest.raises(Elsewhere):
        finish_file(actor=ana.membership, file=file)


def test_more_than_was_announced_is_not_taken(ana):
    file = begun(ana.membership)
    with pytest.raises(NotTaken):
        receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF + b"x")


def test_what_changed_on_its_way_is_refused(ana, settings):
    file = begun(ana.membership, digest=digest(b"another"))
    receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF)
    with pytest.raises(NotTaken) as told:
        finish_file(actor=ana.membership, file=file)
    assert told.value.fault == "changed"
    assert on_disk(settings) == []


def test_a_refused_file_leaves_no_bytes_and_says_why(ana, settings):
    file = begun(ana.membership, content=samples.EXECUTABLE)
    receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.EXECUTABLE)
    with pytest.raises(NotTaken) as told:
        finish_file(actor=ana.membership, file=file)
    file.refresh_from_db()
    assert (told.value.fault, file.status, file.fault) == ("mismatch", "refused", "mismatch")
    assert on_disk(settings) == []


def test_an_image_is_stored_without_its_place(ana):
    with_place = samples.image("jpg")
    file = begun(ana.membership, "a.jpg", with_place)
    receive_piece(actor=ana.membership, file=file, offset=0, piece=with_place)
    file = finish_file(actor=ana.membership, file=file)
    kept = store.place(file.stored).read_bytes()
    assert samples.PLACE not in kept
    assert (file.size, file.digest) == (len(kept), digest(kept))


@pytest.mark.parametrize(
    ("name", "size", "fault"),
    [("a.exe", 9, "kind"), ("a", 9, "kind"), ("a.pdf", 0, "empty"), ("a.pdf", limits.LARGEST + 1, "large")],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(ana, name, size, fault):
    with pytest.raises(NotTaken) as told:
        begin_file(actor=ana.membership, name=name, size=size)
    assert told.value.fault == fault
    assert not StoredFile.objects.exists()


def test_the_quota_counts_what_is_kept_and_what_is_coming_and_nobody_elses(ana, ben, monkeypatch):
    monkeypatch.setattr(limits, "QUOTA", 3 * len(samples.PDF))
    whole(ana.membership)
    begun(ana.membership)
    begun(ana.membership)
    with pytest.raises(NotTaken) as told:
        begun(ana.membership)
    assert told.value.fault == "full"
    begun(ben.membership)
    StoredFile.objects.filter(owner=ana.membership, status="receiving").update(status="refused")
    begun(ana.membership)


def test_few_files_are_begun_at_once(ana, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BEGUN", 2)
    begun(ana.membership)
    begun(ana.membership)
    with pytest.raises(NotTaken) as told:
        begun(ana.membership)
    assert told.value.fault == "begun"
