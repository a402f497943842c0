"""Files are shown to those who may open them, and served by the one rule."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions import add_post, hide_post, set_topic_code
from forum.models import Attachment, SearchRow
from network.models import ContactPoint, Membership, ReadEntry, Visit
from tests.factories import forum as make
from tests.forum.files.things import address, body_of, posted, stored
from tests.writing import samples
from writing.models import StoredFile


def test_a_file_is_a_download_that_nothing_runs_in_and_nobody_keeps(chloe, ana, topic):
    answer = ana.client.get(address(posted(chloe, topic)))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(samples.PDF))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert body_of(answer) == samples.PDF


def test_its_address_holds_neither_its_name_nor_its_place(chloe, topic):
    post = posted(chloe, topic)
    file = StoredFile.objects.get()
    assert file.stored not in address(post)
    assert file.public_id not in address(post)
    assert chloe.client.get(f"/files/{file.public_id}/").status_code == 404


def test_its_address_cannot_be_guessed_from_others():
    names = [Attachment().public_id for _number in range(200)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", name) for name in names)
    # At each place any of 64 signs, save the last, which holds two bits: what counts or tells the time repeats itself.
    assert min(len(set(signs)) for signs in list(zip(*names, strict=True))[:-1]) > 40
    assert names != sorted(names)


def test_its_address_does_not_outlast_the_right_to_read(client, chloe, ana, cora, topic):
    path = address(posted(chloe, topic))
    assert [who.client.get(path).status_code for who in (ana, cora)] == [200, 200]
    assert client.get(path).status_code == 302
    assert not client.get(path).headers.get("Content-Disposition")
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    assert ana.client.get(path).status_code == 404
    Membership.objects.filter(pk=cora.membership.pk).update(until=timezone.now())
    assert cora.client.get(path).status_code in {302, 403, 404}
    assert chloe.client.get(path).status_code == 200


def test_an_odd_name_is_said_safely(chloe, ana, topic):
    file = stored(chloe, 'رد\u202e "x".pdf')
    add_post(author=chloe.membership, topic=topic, body="one", files=[file])
    said = ana.client.get(f"/files/{Attachment.objects.get().public_id}/")["Content-Disposition"]
    assert said.isascii()
    assert "\n" not in said
    assert "filename*=utf-8''%D8%B1%D8%AF" in said


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-3", 206, samples.PDF[:4]),
        ("bytes=10-", 206, samples.PDF[10:]),
        ("bytes=-5", 206, samples.PDF[-5:]),
        ("bytes=5-99999", 206, samples.PDF[5:]),
        ("bytes=0-3,5-6", 200, samples.PDF),
        ("bytes=9-3", 200, samples.PDF),
        ("words", 200, samples.PDF),
    ],
)
def test_a_part_is_served_as_asked(chloe, ana, topic, asked, status, got):
    answer = ana.client.get(address(posted(chloe, topic)), headers={"Range": asked})
    assert answer.status_code == status
    assert body_of(answer) == got
    assert answer["Content-Length"] == str(len(got))


def test_a_part_beyond_the_end_is_none(chloe, ana, topic):
    answer = ana.client.get(address(posted(chloe, topic)), headers={"Range": "bytes=99999-"})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(samples.PDF)}"


def test_head_answers_as_get_without_the_bytes(chloe, ana, dara, topic):
    path = address(posted(chloe, topic))
    got, head = ana.client.get(path), ana.client.head(path)
    assert head.content == b""
    for name in ("Content-Length", "Content-Type", "Content-Disposition", "Cache-Control", "Content-Security-Policy"):
        assert head[name] == got[name]
    assert dara.client.head(path).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-1"}])
def test_whoever_does_not_see_the_post_finds_no_file(chloe, dara, topic, headers):
    assert dara.client.get(address(posted(chloe, topic)), headers=headers).status_code == 404


def test_a_hidden_post_hides_its_files(chloe, ana, cora, topic):
    post = posted(chloe, topic)
    hide_post(actor=cora.membership, post=post, reason="a name")
    assert [one.client.get(address(post)).status_code for one in (ana, chloe, cora)] == [404, 200, 200]


def test_a_file_with_a_stricter_code_is_for_fewer_than_its_post(ana, chloe, ben, topic):
    post = posted(ana, topic, code_of_file="RED")
    assert Attachment.objects.get().code == "RED"
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "With a file." in page
    assert "a.pdf" not in page
    assert chloe.client.get(address(post)).status_code == 404
    assert "a.pdf" in ana.client.get(topic.get_absolute_url()).content.decode()


def test_a_wider_code_counts_as_the_posts(ana, topic):
    posted(ana, topic, code_of_file="CLEAR")
    assert Attachment.objects.get().code == ""


def test_a_topic_made_stricter_takes_its_files_along(ana, chloe, topic):
    post = posted(ana, topic)
    assert chloe.client.get(address(post)).status_code == 200
    set_topic_code(actor=ana.membership, topic=topic, code="RED")
    assert chloe.client.get(address(post)).status_code == 404


def test_who_visits_leaves_a_line_for_each_file(sara, ana, ocean, topic):
    path, now = address(posted(ana, topic)), timezone.now()
    assert sara.client.get(path).status_code == 404
    Visit.objects.create(
        network=ocean, membership=sara.membership, reason="A case", since=now, until=now + timedelta(hours=1)
    )
    assert sara.client.get(path).status_code == 200
    assert ReadEntry.objects.filter(route="forum:file").exists()


def test_the_files_of_twenty_posts_cost_no_statement_more_than_those_of_one(ana, requests, statements):
    counts = []
    for posts in (1, 10):
        topic = make.topic(requests, ana.membership)
        for _number in range(posts):
            posted(ana, topic)
        ana.client.get(topic.get_absolute_url())
        with statements() as made:
            page = ana.client.get(topic.get_absolute_url()).content.decode()
        assert page.count("<bdi>a.pdf</bdi>") == posts
        counts.append(len(made))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_a_reply_with_a_file_tells_search_of_its_name(chloe, topic, django_capture_on_commit_callbacks):
    from forum.search.index import reindex_posts

    post = posted(chloe, topic)
    reindex_posts([post.pk])
    assert SearchRow.objects.filter(attachment__post=post).exists()
