"""Files sent with a form, without scripts and with."""

import re

import pytest

from forum.actions import add_post
from forum.models import Attachment, Post
from tests.forum.files.things import address, body_of, posted, reply, stored, upload
from tests.writing import samples
from writing.models import StoredFile


def test_a_form_without_scripts_brings_files_with_the_reply(chloe, ana, topic):
    answer = reply(chloe.client, topic, files=[upload("Réponse.pdf"), upload("b.txt", b"words")])
    assert answer.status_code == 302
    post = Post.objects.get(author=chloe.membership)
    assert post.holds == "f"
    assert list(post.attachments.order_by("position").values_list("name", flat=True)) == ["Réponse.pdf", "b.txt"]
    page = ana.client.get(topic.get_absolute_url()).content.decode()
    assert "Réponse.pdf" in page
    assert address(post) in page
    assert body_of(ana.client.get(address(post))) == samples.PDF


def test_what_is_not_taken_is_said_and_text_and_the_other_files_stay(chloe, topic):
    answer = reply(chloe.client, topic, files=[upload("a.pdf"), upload("b.pdf", samples.EXECUTABLE)])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "b.pdf: What is in this file is not what its name says" in page
    assert "See the file." in page
    assert re.search(r'role="alert"[^>]*autofocus>.*?<a href="#id_files">b\.pdf: ', page, re.DOTALL)
    kept = StoredFile.objects.get(status="ready")
    assert f'value="{kept.public_id}" checked' in page
    again = reply(chloe.client, topic, file=[kept.public_id])
    assert again.status_code == 302
    assert Attachment.objects.get().file_id == kept.pk


def test_a_text_that_is_refused_keeps_its_files(chloe, topic):
    answer = reply(chloe.client, topic, body="", files=[upload()])
    assert answer.status_code == 422
    assert StoredFile.objects.get().public_id in answer.content.decode()


def test_the_preview_without_scripts_keeps_the_files(chloe, topic):
    to = f"/topics/{topic.public_id}/reply/"
    answer = chloe.client.post(f"/preview/?to={to}", {"body": "words", "files": [upload()]})
    assert f'name="file" value="{StoredFile.objects.get().public_id}"' in answer.content.decode()


def test_more_than_ten_are_not_taken(chloe, topic, monkeypatch):
    answer = reply(chloe.client, topic, files=[upload(f"{number}.txt", b"words") for number in range(11)])
    assert answer.status_code == 422
    assert "10.txt: A post takes at most 10 files" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_beyond_its_limit_is_passed_over(chloe, topic, monkeypatch):
    monkeypatch.setattr("writing.files.arriving.LARGEST", 1_000)
    answer = reply(chloe.client, topic, files=[upload("a.txt", b"words " * 1_000)])
    assert answer.status_code == 422
    assert "a.txt: This file is larger" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_a_form_beyond_its_limit_keeps_its_text(chloe, topic, monkeypatch):
    monkeypatch.setattr("writing.files.arriving.LARGEST_FORM", 1_000)
    answer = reply(chloe.client, topic, files=[upload("a.txt", b"words " * 1_000)])
    assert answer.status_code == 422
    assert "too large for one form" in answer.content.decode()
    assert "See the file." in answer.content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/mail/", "/language/"])
def test_no_other_form_takes_a_file(chloe, path):
    chloe.client.post(path, {"files": [upload()]})
    assert not StoredFile.objects.exists()


def test_a_visitor_sends_nothing(client, topic, tmp_path):
    reply(client, topic, files=[upload()])
    assert not StoredFile.objects.exists()


def test_a_topic_begins_with_a_file(ana, requests, topic):
    form = {"kind": "announcement", "title": "News", "language": "en", "body": "words", "code": "AMBER"}
    answer = ana.client.post(f"/forums/{requests.public_id}/new/", {**form, "files": [upload()]})
    assert answer.status_code == 302
    assert Attachment.objects.get().post.topic.title == "News"


def test_a_change_of_a_post_adds_a_file(chloe, topic):
    post = posted(chloe, topic)
    answer = chloe.client.post(f"/posts/{post.public_id}/edit/", {"body": post.body, "version": 1, "files": [upload()]})
    assert answer.status_code == 302
    assert Attachment.objects.filter(post=post).count() == 2


def test_the_files_of_another_are_not_attached(chloe, ana, topic):
    file = stored(ana)
    answer = reply(chloe.client, topic, file=[file.public_id])
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_a_file_is_attached_once(chloe, topic):
    file = stored(chloe)
    add_post(author=chloe.membership, topic=topic, body="one", files=[file])
    reply(chloe.client, topic, file=[file.public_id])
    assert Attachment.objects.count() == 1


def test_the_same_form_twice_makes_one_post_with_its_files(chloe, topic):
    file = stored(chloe)
    for _time in range(2):
        answer = reply(chloe.client, topic, file=[file.public_id], once="a" * 22)
        assert answer.status_code == 302
    assert Post.objects.filter(author=chloe.membership).count() == 1
    assert Attachment.objects.count() == 1
