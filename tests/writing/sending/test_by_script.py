"""Sending files by script, and what is said of them."""

import errno
import io
import threading

import pytest

from network.guard import Refused
from network.models import Membership
from network.readers import as_system
from tests.writing import samples
from tests.writing.sending.things import begun, digest
from writing.actions.files import (
    NotTaken,
    begin_file,
    finish_file,
    receive_piece,
    receive_whole,
    remove_file,
)
from writing.files import limits, sentences, store
from writing.files.inside import faults
from writing.models import StoredFile

CLOCK = as_system("a test")


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
