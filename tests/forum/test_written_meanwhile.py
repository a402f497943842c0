"""Somebody writes a reply while its place changes: nothing is posted where it does not belong, and no word is lost."""

import re

import pytest
from django.utils import timezone

from forum import actions
from forum.models import Forum, Post
from tests.factories import forum as make
from tests.personas import contact_point

WORDS = "A long answer that took an hour to write.\n\nWith a second paragraph."


def send(who, topic, **fields):
    return who.client.post(f"/topics/{topic.public_id}/reply/", {"body": WORDS, **fields})


def typed(answer) -> list[str]:
    """Return what stands in the text fields of a page."""
    return [text.strip("\n") for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", answer.content.decode(), re.S)]


def composer_of(answer) -> str:
    return answer.content.decode().split('id="reply"')[1]


def nothing_of(who) -> bool:
    return not Post.objects.filter(author=who.membership).exists()


@pytest.fixture
def answered(topic, ana):
    """A post of Ana's which Chloé answers."""
    return make.post(topic, ana.membership, "What do you need?")


@pytest.mark.parametrize("act", ["lock", "close", "place"])
def test_where_one_may_reply_no_longer_the_refusal_shows_what_one_wrote(chloe, cora, topic, act):
    if act == "lock":
        actions.lock_topic(actor=cora.membership, topic=topic, reason="Settled.")
    elif act == "close":
        Forum.objects.filter(pk=topic.forum_id).update(closed_at=timezone.now())
    else:
        chloe.membership.contact_points.update(until=timezone.now())
        topic.code = "GREEN"
        topic.save()
    answer = send(chloe, topic)
    assert answer.status_code == 403
    assert typed(answer) == [WORDS]
    assert nothing_of(chloe)


def test_a_post_split_away_is_not_answered_where_it_was_and_the_text_is_sent_again_to_the_topic(
    chloe, cora, topic, answered
):
    actions.split_topic(actor=cora.membership, topic=topic, posts=[answered], title="Something else", reason="Apart.")
    answer = send(chloe, topic, parent=answered.public_id)
    assert answer.status_code == 409
    assert "no longer stands here" in answer.content.decode()
    assert WORDS in typed(answer)
    assert answered.public_id not in composer_of(answer)
    assert nothing_of(chloe)
    assert send(chloe, topic).status_code == 302


@pytest.mark.parametrize("how", ["made stricter", "never there"])
def test_a_post_that_may_not_be_seen_and_one_that_does_not_exist_are_answered_alike(chloe, ana, topic, answered, how):
    parent = answered.public_id
    if how == "made stricter":
        actions.set_post_code(actor=ana.membership, post=answered, code="RED")
    else:
        parent = "x" * 22
    answer = send(chloe, topic, parent=parent)
    assert answer.status_code == 409
    assert WORDS in typed(answer)
    assert parent not in composer_of(answer)
    assert nothing_of(chloe)


def test_a_topic_merged_meanwhile_shows_the_other_with_the_text_in_its_composer(
    chloe, ana, cora, requests, topic, answered
):
    target = make.topic(requests, ana.membership, title="The same, asked before", posts=1)
    actions.merge_topics(actor=cora.membership, topic=topic, target=target, reason="The same question.")
    answer = send(chloe, topic, parent=answered.public_id)
    assert answer.status_code == 409
    assert "The same, asked before" in answer.content.decode()
    assert WORDS in typed(answer)
    assert f'action="{target.get_absolute_url()}reply/"' in composer_of(answer)
    assert answered.public_id in composer_of(answer)
    assert nothing_of(chloe)


def test_who_does_not_see_the_other_finds_nothing_and_has_his_words(chloe, dara, ana, cora, requests, topic, sahel):
    contact_point(cora.membership, sahel, "coordinator")
    there = make.forum(sahel)
    offer = actions.propose_offer(actor=ana.membership, topic=topic, network=sahel)
    actions.accept_offer(actor=cora.membership, offer=offer, forum=there)
    target = make.topic(requests, ana.membership, title="For the ocean alone", posts=1)
    actions.merge_topics(actor=cora.membership, topic=topic, target=target, reason="The same question.")
    answer = send(dara, topic)
    assert answer.status_code == 404
    assert "For the ocean alone" not in answer.content.decode()
    assert typed(answer) == [WORDS]


def test_the_other_may_take_no_replies_and_the_text_can_be_copied(chloe, ana, cora, requests, topic):
    target = make.topic(requests, ana.membership, posts=1)
    actions.merge_topics(actor=cora.membership, topic=topic, target=target, reason="The same question.")
    actions.lock_topic(actor=cora.membership, topic=target, reason="Settled.")
    answer = send(chloe, topic)
    assert answer.status_code == 409
    assert typed(answer) == [WORDS]


def test_a_reply_that_was_begun_can_be_copied_from_a_topic_that_was_locked(chloe, cora, topic):
    chloe.client.post(f"/drafts/reply/{topic.public_id}/", {"body": WORDS, "draft": 0})
    actions.lock_topic(actor=cora.membership, topic=topic, reason="Settled.")
    assert typed(chloe.client.get(topic.get_absolute_url())) == [WORDS]


def test_a_change_of_a_post_in_a_topic_locked_meanwhile_is_not_lost(ana, cora, topic):
    post = make.post(topic, ana.membership)
    actions.lock_topic(actor=cora.membership, topic=topic, reason="Settled.")
    answer = ana.client.post(f"/posts/{post.public_id}/edit/", {"body": WORDS, "version": "1"})
    assert answer.status_code == 403
    assert typed(answer) == [WORDS]


def test_no_token_and_no_secret_is_shown_again(chloe, cora, topic):
    actions.lock_topic(actor=cora.membership, topic=topic, reason="Settled.")
    token = "t" * 64
    answer = send(chloe, topic, csrfmiddlewaretoken=token)
    assert token not in answer.content.decode()
    assert typed(send(chloe, topic, password="p" * 60)) == []
