"""Before a text with personal data is posted, its author removes or confirms each finding; only that is recorded."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from forum.models import Poll, Post
from tests.factories import forum as make
from writing.models import Finding
from writing.personal.check import look

ADDRESS = "a@office.example"


@pytest.fixture
def topic(ocean, ana):
    return make.topic(make.forum(ocean), ana.membership, posts=1)


def reply(who, topic, body, **fields):
    return who.client.post(reverse("forum:reply", args=[topic.public_id]), {"body": body, **fields})


def keys(answer):
    return [part.split('"')[0] for part in answer.content.decode().split('name="found" value="')[1:]]


def decisions():
    return list(Finding.objects.order_by("pk").values_list("kind", "decision"))


def test_a_reply_with_personal_data_is_asked_about_at_its_place(chloe, topic):
    answer = reply(chloe, topic, f"First line\nWrite to {ADDRESS} soon")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Write to <mark>{ADDRESS}</mark> soon" in page
    assert "line 2" in page
    assert topic.posts.count() == 1


def test_what_was_typed_is_still_there(chloe, topic):
    assert f"Write to {ADDRESS}</textarea>" in reply(chloe, topic, f"Write to {ADDRESS}").content.decode()


def test_confirmed_it_is_posted_and_the_decision_recorded_without_the_text(chloe, topic):
    (key,) = keys(reply(chloe, topic, ADDRESS))
    assert reply(chloe, topic, ADDRESS, found=key, confirmed=key).status_code == 302
    finding = Finding.objects.get()
    assert (finding.kind, finding.decision, finding.thing_id) == ("email", "confirmed", Post.objects.latest("pk").pk)
    assert "office" not in repr(Finding.objects.values().get())
    assert "office" not in key


def test_removed_it_is_posted_and_that_is_recorded(chloe, topic):
    (key,) = keys(reply(chloe, topic, ADDRESS))
    assert reply(chloe, topic, "Without it", found=key).status_code == 302
    assert decisions() == [("email", "removed")]


def test_a_confirmation_is_for_that_text_alone(chloe, topic):
    (key,) = keys(reply(chloe, topic, ADDRESS))
    assert reply(chloe, topic, f"{ADDRESS} b@office.example", found=key, confirmed=key).status_code == 422


def test_each_finding_is_decided(chloe, topic):
    text = f"{ADDRESS}, tel. 201 37 37 00"
    found = keys(reply(chloe, topic, text))
    assert len(found) == 2
    assert reply(chloe, topic, text, confirmed=found[:1]).status_code == 422
    assert reply(chloe, topic, text, confirmed=found).status_code == 302


def test_the_title_of_a_new_topic_is_looked_at_too(ana, topic):
    address = reverse("forum:new_topic", args=[topic.forum.public_id])
    fields = {"kind": "practice_note", "title": f"Ask {ADDRESS}", "body": "Words", "language": "en", "code": "AMBER"}
    answer = ana.client.post(address, fields)
    assert answer.status_code == 422
    (key,) = keys(answer)
    assert ana.client.post(address, {**fields, "confirmed": key}).status_code == 302
    assert decisions() == [("email", "confirmed")]


@pytest.mark.parametrize("name", ["legal_basis", "deadline_reason"])
def test_what_a_question_says_beside_its_text_is_looked_at_too(ana, topic, name):
    question = {"kind": "question", "cooperation": "mla", "stage": "pending", "requesting": "MU"}
    fields = {**question, "title": "Title", "body": "Words", "language": "en", "code": "AMBER", name: f"By {ADDRESS}"}
    address = reverse("forum:new_topic", args=[topic.forum.public_id])
    answer = ana.client.post(address, fields)
    assert answer.status_code == 422
    (key,) = keys(answer)
    preview = ana.client.post("/preview/", {**fields, "place": f"topic:{topic.forum.public_id}"})
    assert f"<mark>{ADDRESS}</mark>" in preview.content.decode()
    assert ana.client.post(address, {**fields, "confirmed": key}).status_code == 302
    assert decisions() == [("email", "confirmed")]


@pytest.mark.parametrize("name", ["poll_question", "poll_choices"])
def test_a_poll_is_looked_at_with_the_reply_that_it_comes_with(chloe, topic, name):
    until = (date.today() + timedelta(days=2)).isoformat()
    poll = {"poll_question": "Whom?", "poll_choices": "One\nOther", "poll_until": until}
    poll[name] = f"{poll[name]}\n{ADDRESS}" if name == "poll_choices" else f"Is it {ADDRESS}?"
    answer = reply(chloe, topic, "See the poll.", **poll)
    assert answer.status_code == 422
    assert not Poll.objects.exists()
    (key,) = keys(answer)
    assert reply(chloe, topic, "See the poll.", **poll, confirmed=key).status_code == 302
    assert Poll.objects.count() == 1
    assert decisions() == [("email", "confirmed")]


def test_the_reason_for_a_change_is_looked_at_too(ana, topic):
    post = topic.posts.get()
    address = reverse("forum:edit", args=[post.public_id])
    fields = {"version": 1, "body": "Other words.", "reason": f"On the word of {ADDRESS}"}
    answer = ana.client.post(address, fields)
    assert answer.status_code == 422
    (key,) = keys(answer)
    assert ana.client.post(address, {**fields, "confirmed": key}).status_code == 302


def test_a_text_without_personal_data_is_posted_at_once(chloe, topic):
    assert reply(chloe, topic, "Article 18, paragraph 3, of the Convention.").status_code == 302
    assert decisions() == []


def test_an_invented_key_records_nothing():
    assert look(["words"], ["nonsense", "name:Somebody", ""], ["email:"]).decided == ()
