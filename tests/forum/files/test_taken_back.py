"""A file is taken back by its author, with its bytes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions import edit_post, take_back_file
from forum.models import Attachment, Topic
from live.models import OutboxEvent
from network.guard import Refused
from tests.forum.files.things import address, posted, upload
from writing.files import limits, store
from writing.models import StoredFile


def test_the_author_takes_a_file_back_with_its_bytes(chloe, ana, topic, django_capture_on_commit_callbacks):
    post = posted(chloe, topic)
    path, place = address(post), store.place(StoredFile.objects.get().stored)
    OutboxEvent.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        answer = chloe.client.post(path + "take-back/")
    assert answer.status_code == 302
    assert ana.client.get(path).status_code == 404
    assert not place.exists()
    assert not StoredFile.objects.exists()
    post.refresh_from_db()
    assert post.holds == ""
    assert OutboxEvent.objects.filter(kind="post_changed").exists()


def test_nobody_else_takes_it_back(chloe, cora, topic):
    post = posted(chloe, topic)
    with pytest.raises(Refused):
        take_back_file(actor=cora.membership, attachment=post.attachments.get())


def test_after_a_day_it_stays(chloe, topic):
    post = posted(chloe, topic)
    Attachment.objects.update(at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Refused):
        take_back_file(actor=chloe.membership, attachment=post.attachments.get())


def test_a_change_of_the_text_keeps_the_files(chloe, topic):
    post = posted(chloe, topic)
    edit_post(actor=chloe.membership, post=post, body="Otherwise.", version=1)
    post.refresh_from_db()
    assert post.holds == "f"
    assert Topic.objects.get(pk=topic.pk)


def test_a_post_that_has_ten_takes_no_more(chloe, topic, monkeypatch):
    monkeypatch.setattr("forum.actions.files.MOST", 1)
    post = posted(chloe, topic)
    answer = chloe.client.post(f"/posts/{post.public_id}/edit/", {"body": post.body, "version": 1, "files": [upload()]})
    assert answer.status_code == 409
    assert Attachment.objects.count() == 1
    assert limits.MOST == 10
