"""Sending files whole with a form; clean-up, and a full disk."""

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from network.guard import Refused
from network.readers import as_system
from tests.writing.sending.things import begun, on_disk, whole
from writing.actions.files import (
    clear_files,
    finish_file,
    receive_piece,
    remove_file,
)
from writing.files import store
from writing.models import StoredFile

CLOCK = as_system("a test")


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
