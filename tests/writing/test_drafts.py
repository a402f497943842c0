"""Drafts: what one types is kept, never one window over another, and gone when it has been posted."""

import pytest
from django.urls import reverse

from forum.models import Topic
from tests.factories import forum as make
from writing.models import Draft


@pytest.fixture
def requests(ocean):
    return make.forum(ocean)


@pytest.fixture
def topic(requests, ana):
    return make.topic(requests, ana.membership, posts=2)


def place(topic):
    return reverse("writing:draft", args=["reply", topic.public_id])


def save(who, topic, body, version=0, **headers):
    return who.client.post(place(topic), {"body": body, "draft": version}, headers=headers)


def script(who, topic, body, version=0):
    return save(who, topic, body, version, **{"X-Part": "1", "X-Passive": "1"})


def test_a_draft_is_saved_by_the_button_and_stands_in_the_composer(chloe, topic):
    answer = save(chloe, topic, "Half a sentence")
    assert answer.status_code == 302
    assert answer["Location"] == f"{topic.get_absolute_url()}#reply"
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "Half a sentence</textarea>" in page
    assert 'name="draft" value="1"' in page


def test_a_script_is_told_the_version(chloe, topic):
    assert script(chloe, topic, "One").json()["version"] == 1
    assert script(chloe, topic, "One two", 1).json()["version"] == 2
    assert Draft.objects.get().fields["body"] == "One two"


def test_a_second_window_overwrites_nothing_and_is_shown_both_texts(chloe, topic):
    script(chloe, topic, "From the first window")
    answer = save(chloe, topic, "From the second window")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From the first window" in page
    assert "From the second window" in page
    assert Draft.objects.get().fields["body"] == "From the first window"


def test_a_script_is_shown_both_texts_too(chloe, topic):
    script(chloe, topic, "From the first window")
    answer = script(chloe, topic, "From the second window")
    assert answer.status_code == 409
    assert "From the first window" in answer.json()["html"]


def test_the_version_that_is_chosen_is_kept(chloe, topic):
    script(chloe, topic, "From the first window")
    assert save(chloe, topic, "From the second window", 1).status_code == 302
    assert Draft.objects.get().fields["body"] == "From the second window"


def test_the_same_form_twice_is_one_draft(chloe, topic):
    assert script(chloe, topic, "Words").status_code == 200
    assert script(chloe, topic, "Words").json()["version"] == 1


def test_nothing_is_saved_over_a_draft_that_was_posted_meanwhile(chloe, topic):
    assert script(chloe, topic, "Words", 3).status_code == 409
    assert not Draft.objects.exists()


def test_posting_removes_the_draft(chloe, topic):
    script(chloe, topic, "Words")
    chloe.client.post(reverse("forum:reply", args=[topic.public_id]), {"body": "Words", "draft": 1})
    assert not Draft.objects.exists()


def test_posting_leaves_what_another_window_has_saved_since(chloe, topic):
    script(chloe, topic, "Words")
    script(chloe, topic, "Words and more", 1)
    chloe.client.post(reverse("forum:reply", args=[topic.public_id]), {"body": "Words", "draft": 1})
    assert Draft.objects.get().fields["body"] == "Words and more"


def test_a_topic_that_was_begun_is_gone_on_with_and_then_removed(ana, requests):
    address = reverse("forum:new_topic", args=[requests.public_id])
    fields = {"kind": "practice_note", "title": "Begun", "body": "Half", "language": "fr"}
    ana.client.post(reverse("writing:draft", args=["topic", requests.public_id]), fields)
    page = ana.client.get(address).content.decode()
    assert 'value="Begun"' in page
    assert "Half</textarea>" in page
    ana.client.post(address, {**fields, "code": "AMBER", "draft": 1})
    assert Topic.objects.filter(title="Begun").exists()
    assert not Draft.objects.exists()


def test_a_change_of_a_post_that_was_begun_is_gone_on_with(ana, topic):
    post = topic.posts.get(seq=1)
    ana.client.post(reverse("writing:draft", args=["edit", post.public_id]), {"body": "Better words"})
    page = ana.client.get(reverse("forum:edit", args=[post.public_id])).content.decode()
    assert "Better words</textarea>" in page
    ana.client.post(reverse("forum:edit", args=[post.public_id]), {"body": "Better words", "version": 1, "draft": 1})
    assert not Draft.objects.exists()


def test_a_draft_is_its_writers_alone(chloe, ana, topic):
    script(chloe, topic, "Mine alone")
    assert "Mine alone" not in ana.client.get(topic.get_absolute_url()).content.decode()
    assert "Mine alone" not in ana.client.get(reverse("writing:drafts")).content.decode()
    assert ana.client.get(place(topic)).status_code == 404
    assert ana.client.post(place(topic) + "delete/").status_code == 404


def test_only_whoever_may_write_there_keeps_a_draft(dara, topic):
    assert save(dara, topic, "Words").status_code == 404
    assert not Draft.objects.exists()


def test_my_drafts_lead_back_to_the_composer(chloe, topic):
    script(chloe, topic, "Words to finish")
    page = chloe.client.get(reverse("writing:drafts")).content.decode()
    assert topic.title in page
    assert "Words to finish" in page
    assert chloe.client.get(place(topic))["Location"] == f"{topic.get_absolute_url()}#reply"


def test_a_draft_of_what_is_no_longer_seen_stands_alone_without_its_title(chloe, topic):
    script(chloe, topic, "My own words")
    Topic.objects.filter(pk=topic.pk).update(code="RED")
    for address in (reverse("writing:drafts"), place(topic)):
        page = chloe.client.get(address).content.decode()
        assert "My own words" in page
        assert topic.title not in page


def test_my_desk_tells_of_drafts(chloe, topic):
    assert reverse("writing:drafts") not in chloe.client.get(reverse("home:desk")).content.decode()
    script(chloe, topic, "Words")
    assert reverse("writing:drafts") in chloe.client.get(reverse("home:desk")).content.decode()


def test_a_draft_is_deleted(chloe, topic):
    script(chloe, topic, "Words")
    assert chloe.client.post(place(topic) + "delete/").status_code == 302
    assert not Draft.objects.exists()


def test_an_empty_form_is_no_draft(chloe, topic):
    assert script(chloe, topic, "").json()["version"] == 0
    assert not Draft.objects.exists()


def test_a_draft_keeps_the_post_that_it_answers(chloe, topic):
    post = topic.posts.get(seq=2)
    chloe.client.post(place(topic), {"body": "Words", "parent": post.public_id})
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert f'name="parent" value="{post.public_id}"' in page


def test_there_is_no_other_place(chloe, topic):
    assert chloe.client.post(reverse("writing:draft", args=["elsewhere", topic.public_id])).status_code == 404
