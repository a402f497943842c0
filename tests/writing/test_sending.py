"""Sending files: piece by piece with resumption, whole with a form; limits, quota, scanner, clean-up, a full disk."""

import errno
import hashlib
import io
import os
import socket
import stat
import struct
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from network.guard import Refused
from network.models import Membership
from network.readers import as_system
from tests.writing import samples
from writing.actions.files import (
    Elsewhere,
    NotTaken,
    begin_file,
    clear_files,
    finish_file,
    receive_piece,
    receive_whole,
    remove_file,
)
from writing.files import limits, sentences, store
from writing.files.inside import faults
from writing.models import StoredFile

CLOCK = as_system("a test")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def digest(content):
    return hashlib.sha256(content).hexdigest()


def begun(actor, name="a.pdf", content=samples.PDF, **given):
    return begin_file(actor=actor, name=name, size=len(content), **given)


def on_disk(settings):
    return sorted(path.name for path in settings.FILES.rglob("*") if path.is_file())


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


def whole(actor, name="a.pdf", content=samples.PDF):
    import io

    return receive_whole(actor=actor, name=name, content=io.BytesIO(content), size=len(content))


@pytest.mark.parametrize("act", [remove_file, finish_file])
def test_another_ones_file_cannot_be_touched(ana, ben, act, django_capture_on_commit_callbacks):
    file = whole(ana.membership)
    with django_capture_on_commit_callbacks(execute=True):
        try:
            act(actor=ben.membership, file=file)
        except Refused:
            assert act is finish_file
    assert store.place(file.stored).exists()
    assert StoredFile.objects.filter(pk=file.pk, status="ready").exists()


@pytest.mark.parametrize("name", ["gita", "otto"])
def test_who_only_reads_sends_nothing(request, name):
    with pytest.raises(Refused):
        begun(request.getfixturevalue(name).membership)


def test_the_owner_removes_a_file_with_its_bytes(ana, settings, django_capture_on_commit_callbacks):
    file = whole(ana.membership)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(actor=ana.membership, file=file)
    assert on_disk(settings) == []
    assert not StoredFile.objects.exists()


def test_what_stands_in_a_post_is_on_its_way_no_longer(ana):
    file = whole(ana.membership)
    assert finish_file(actor=ana.membership, file=file) == file
    StoredFile.objects.filter(pk=file.pk).update(attached=True)
    with pytest.raises(Refused):
        finish_file(actor=ana.membership, file=file)
    with pytest.raises(Refused):
        receive_piece(actor=ana.membership, file=file, offset=0, piece=b"%PDF")


def test_the_clock_removes_what_nobody_attached_for_a_day(ana, settings, django_capture_on_commit_callbacks):
    old, attached, new = whole(ana.membership), whole(ana.membership), whole(ana.membership)
    begin = begun(ana.membership)
    receive_piece(actor=ana.membership, file=begin, offset=0, piece=b"%PDF")
    long_ago = timezone.now() - timedelta(hours=25)
    StoredFile.objects.exclude(pk=new.pk).update(created_at=long_ago)
    StoredFile.objects.filter(pk=attached.pk).update(attached=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert clear_files(actor=CLOCK) == 2
    assert on_disk(settings) == sorted([attached.stored, new.stored])
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {attached.pk, new.pk}
    assert old.pk not in {attached.pk, new.pk}


def test_the_clock_removes_bytes_to_which_nothing_belongs(ana, settings, django_capture_on_commit_callbacks):
    kept = whole(ana.membership)
    lost, young = store.new_name(), store.new_name()
    for name in (lost, young):
        store.write_piece(name, 0, b"x")
    past = time.time() - 25 * 3600
    os.utime(store.part(lost), (past, past))
    os.utime(store.place(kept.stored), (past, past))
    with django_capture_on_commit_callbacks(execute=True):
        clear_files(actor=CLOCK)
    assert on_disk(settings) == sorted([kept.stored, young])


def test_nobody_but_the_clock_clears(sara):
    with pytest.raises(Refused):
        clear_files(actor=sara.membership)


# The virus scanner.


@pytest.fixture
def clamd(settings):
    """A scanner on this machine, which finds what holds "virus"; `answers` may be replaced."""
    door = socket.create_server(("127.0.0.1", 0))
    asked = []

    def serve():
        while True:
            try:
                line, _address = door.accept()
            except OSError:
                return
            with line:
                content = heard(line)
                asked.append(content)
                line.sendall(b"stream: Test FOUND\0" if b"virus" in content else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    settings.CLAMD = f"127.0.0.1:{door.getsockname()[1]}"
    yield asked
    door.close()


def heard(line):
    stream = line.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack("!I", stream.read(4))[0]:
        content += stream.read(length)
    return content


def test_the_scanner_is_asked_about_the_whole_file(ana, clamd):
    file = whole(ana.membership, "a.txt", b"words " * 50_000)
    assert clamd == [b"words " * 50_000]
    assert file.scanned_at is not None


def test_what_the_scanner_finds_is_refused(ana, clamd, settings):
    with pytest.raises(NotTaken) as told:
        whole(ana.membership, "a.txt", b"a virus")
    assert told.value.fault == "virus"
    assert on_disk(settings) == []


def test_while_the_scanner_is_away_the_file_waits(ana, settings):
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMD = f"127.0.0.1:{door.getsockname()[1]}"
    file = begun(ana.membership)
    receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF)
    with pytest.raises(NotTaken) as told:
        finish_file(actor=ana.membership, file=file)
    assert told.value.fault == "unscanned"
    settings.CLAMD = ""
    assert finish_file(actor=ana.membership, file=file).status == "ready"


def test_without_a_scanner_nothing_says_it_was_scanned(ana):
    assert whole(ana.membership).scanned_at is None


# By script.


def post(client, path, content=None, **form):
    if content is not None:
        return client.post(path, content, content_type="application/octet-stream", HTTP_ACCEPT="application/json")
    return client.post(path, form, HTTP_ACCEPT="application/json")


def test_a_script_sends_a_file_and_goes_on_after_a_cut(ana):
    told = post(ana.client, "/uploads/", name="Réponse.pdf", size=len(samples.PDF), digest=digest(samples.PDF))
    assert told.status_code == 201
    here = f"/uploads/{told.json()['id']}/"
    assert post(ana.client, here + "?offset=0", samples.PDF[:20]).json() == {"received": 20}
    cut = post(ana.client, here + "?offset=60", samples.PDF[60:])
    assert (cut.status_code, cut.json()["received"]) == (409, 20)
    again = post(ana.client, "/uploads/", name="Réponse.pdf", size=len(samples.PDF), digest=digest(samples.PDF)).json()
    assert (again["id"], again["received"]) == (told.json()["id"], 20)
    post(ana.client, here + "?offset=20", samples.PDF[20:])
    done = post(ana.client, here + "finish/")
    assert done.json() == {"id": told.json()["id"], "name": "Réponse.pdf", "size": len(samples.PDF), "kind": "PDF"}
    assert post(ana.client, here + "remove/").status_code == 204
    assert post(ana.client, here + "remove/").status_code == 404


def test_a_script_is_told_in_a_sentence_what_is_wrong(ana):
    told = post(ana.client, "/uploads/", name="a.exe", size=9)
    assert told.status_code == 422
    assert "not accepted" in told.json()["error"]
    assert "a.exe" in told.json()["error"]


def test_another_ones_upload_does_not_exist(ana, ben):
    file = begun(ana.membership)
    for end in ("?offset=0", "finish/", "remove/"):
        assert post(ben.client, f"/uploads/{file.public_id}/{end}", b"%PDF").status_code == 404


def test_a_piece_beyond_the_limit_of_the_house_is_refused(ana):
    file = begin_file(actor=ana.membership, name="a.pdf", size=limits.LARGEST)
    answer = post(ana.client, f"/uploads/{file.public_id}/?offset=0", b"%PDF" * 400_000)
    assert answer.status_code in {400, 413}
    file.refresh_from_db()
    assert file.received == 0


def test_a_full_disk_is_said_and_what_has_come_stays(ana, monkeypatch):
    file = begun(ana.membership)
    receive_piece(actor=ana.membership, file=file, offset=0, piece=samples.PDF[:20])

    def full(*given):
        raise OSError(errno.ENOSPC, "full")

    ana.client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(store, "write_piece", full)
        answer = post(ana.client, f"/uploads/{file.public_id}/?offset=20", samples.PDF[20:])
    assert answer.status_code == 507
    assert "disk is full" in answer.json()["error"]
    assert post(ana.client, f"/uploads/{file.public_id}/?offset=20", samples.PDF[20:]).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_find_room_for_one(ana, monkeypatch):
    from django.db import connection

    monkeypatch.setattr(limits, "QUOTA", len(samples.PDF))
    actor, kept = Membership.objects.get(pk=ana.membership.pk), []

    def begin():
        try:
            kept.append(begun(actor))
        except NotTaken:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 1


# What is said.


def test_each_fault_is_said_in_a_sentence_of_its_own():
    known = [value for name, value in vars(faults).items() if name.isupper() and value]
    known += [sentences.LARGE, sentences.MANY, sentences.FULL, sentences.BEGUN, sentences.FORM]
    known += [sentences.CHANGED, sentences.VIRUS, sentences.UNSCANNED, sentences.GONE]
    said = [sentences.sentence(fault) for fault in known]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("limits_to", "told"),
    [
        ({"QUOTA": 1}, "Your 1024 MB for files are used up. Remove files"),
        ({"LARGEST": 1}, "This file is larger than 25 MB. Make it smaller"),
        ({"MOST_BEGUN": 0}, "Finish or remove some first."),
    ],
)
def test_who_meets_a_limit_is_told_which_and_what_to_do(ana, monkeypatch, limits_to, told):
    for name, value in limits_to.items():
        monkeypatch.setattr(limits, name, value)
    answer = post(ana.client, "/uploads/", name="a.pdf", size=len(samples.PDF))
    assert answer.status_code == 422
    assert told in answer.json()["error"]


def test_who_only_observes_by_now_sends_finishes_and_removes_nothing(ana):
    file = begun(ana.membership)
    Membership.objects.filter(pk=ana.membership.pk).update(role=Membership.Role.OBSERVER)
    observer = Membership.objects.get(pk=ana.membership.pk)
    acts = [
        lambda: begun(observer, "c.pdf"),
        lambda: receive_piece(actor=observer, file=file, offset=0, piece=samples.PDF),
        lambda: finish_file(actor=observer, file=file),
        lambda: receive_whole(actor=observer, name="b.pdf", content=io.BytesIO(samples.PDF), size=len(samples.PDF)),
        lambda: remove_file(actor=observer, file=file),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert list(StoredFile.objects.values_list("pk", "received")) == [(file.pk, 0)]
