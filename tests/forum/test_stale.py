"""Acts on what has changed since the page was read: each asks about the thing as it stands under its lock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions import (
    PollFacts,
    accept_answer,
    add_post,
    ask_erasure,
    edit_post,
    flag_post,
    hide_post,
    lock_topic,
    merge_topics,
    move_topic,
    pin_topic,
    propose_offer,
    say_helped,
    set_example,
    set_post_code,
    set_topic_code,
    show_post,
    take_back_helped,
    unpin_topic,
    vote,
)
from forum.models import Erasure, Flag, Forum, Poll, Post, Topic, Vote
from network.guard import Refused
from tests.factories import forum as make
from tests.personas import Persona


@pytest.fixture
def green(ana, topic) -> Topic:
    """Ana's topic, which everybody reads wherever it stands."""
    return set_topic_code(actor=ana.membership, topic=topic, code="GREEN")


def read(topic: Topic, seq: int = 2) -> Post:
    """Return a post as a page has read it, with its topic and all above it."""
    rows = Post.objects.select_related("topic__forum__network", "topic__network", "author__authority__body")
    return rows.get(topic=topic, seq=seq)


def move_away(topic: Topic, ana: Persona, both: Persona, sahel) -> None:
    """Put the topic into Dara's network, with Ana's consent."""
    propose_offer(actor=ana.membership, topic=topic, network=sahel)
    there = make.forum(sahel, "there")
    move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")


def test_the_coordinator_of_the_network_that_a_topic_has_left_orders_nothing_in_it(ana, cora, both, green, sahel):
    post, hidden = read(green), read(green, 3)
    hide_post(actor=cora.membership, post=hidden, reason="A name.")
    hidden = read(green, 3)
    topic = Topic.objects.select_related("forum__network").get(pk=green.pk)
    move_away(green, ana, both, sahel)
    for act in (
        lambda: pin_topic(actor=cora.membership, topic=topic, reason="Why."),
        lambda: set_example(actor=cora.membership, topic=topic, chosen=True),
        lambda: hide_post(actor=cora.membership, post=post, reason="A name."),
        lambda: show_post(actor=cora.membership, post=hidden, reason="No name."),
        lambda: ask_erasure(actor=cora.membership, post=post, reason="A name."),
    ):
        with pytest.raises(Refused):
            act()
    topic = Topic.objects.get(pk=green.pk)
    assert not topic.pinned
    assert not Forum.objects.filter(example=topic).exists()
    assert not Post.objects.filter(pk=post.pk, hidden_at__isnull=False).exists()
    assert Post.objects.filter(pk=hidden.pk, hidden_at__isnull=False).exists()
    assert not Erasure.objects.exists()


def test_nobody_takes_down_what_was_pinned_in_another_network_meanwhile(ana, cora, both, green, sahel):
    topic = Topic.objects.select_related("forum__network").get(pk=green.pk)
    move_away(green, ana, both, sahel)
    pin_topic(actor=both.membership, topic=Topic.objects.get(pk=green.pk), reason="Why.")
    with pytest.raises(Refused):
        unpin_topic(actor=cora.membership, topic=topic, reason="Why.")
    assert Topic.objects.get(pk=green.pk).pinned


def test_a_report_is_judged_where_the_post_stands_by_now(ana, chloe, both, green, sahel):
    post = read(green)
    move_away(green, ana, both, sahel)
    flag_post(actor=chloe.membership, post=post, kind=Flag.Kind.values[0])
    assert Flag.objects.get().network_id == sahel.pk


def test_words_that_were_merged_into_a_locked_topic_are_changed_no_more(ana, cora, topic, requests):
    post = read(topic)
    target = make.topic(requests, ana.membership, title="The other")
    merge_topics(actor=cora.membership, topic=topic, target=target, reason="The same.")
    lock_topic(actor=cora.membership, topic=target, reason="Settled.")
    with pytest.raises(Refused):
        edit_post(actor=ana.membership, post=post, body="Other words.", version=1)
    assert Post.objects.get(pk=post.pk).body == "Body 2."


def test_an_answer_that_was_merged_meanwhile_counts_where_it_stands(ana, cora, topic, requests):
    post = read(topic)
    target = make.topic(requests, ana.membership, title="The other")
    merge_topics(actor=cora.membership, topic=topic, target=target, reason="The same.")
    accept_answer(actor=ana.membership, post=post)
    assert Topic.objects.get(pk=target.pk).accepted_count == 1
    assert Topic.objects.get(pk=target.pk).status == Topic.Status.ANSWERED
    assert Topic.objects.get(pk=topic.pk).accepted_count == 0


def test_the_code_of_a_post_that_was_merged_is_compared_with_that_of_its_topic_now(ana, ben, cora, green, requests):
    """Ben's words were under GREEN and stand under AMBER now: to make them AMBER is nothing, to widen them neither."""
    said = add_post(author=ben.membership, topic=green, body="Said by Ben.", code="AMBER")
    post = Post.objects.select_related("topic__forum", "author").get(pk=said.pk)
    target = make.topic(requests, ana.membership, title="The other")
    merge_topics(actor=cora.membership, topic=green, target=target, reason="The same.")
    assert Post.objects.get(pk=post.pk).code == ""
    set_post_code(actor=ben.membership, post=post, code="AMBER")
    assert Post.objects.get(pk=post.pk).code == ""


def test_nobody_thanks_for_or_votes_in_what_was_taken_from_him_meanwhile(ana, chloe, cora, topic):
    asked = PollFacts("When?", ["May", "June"], Poll.Voter.MEMBER, False, timezone.now() + timedelta(days=3))
    post = add_post(author=ana.membership, topic=topic, body="Choose.", poll=asked)
    page = Post.objects.select_related("topic__forum").get(pk=post.pk)
    poll = Poll.objects.get(post=post)
    set_post_code(actor=ana.membership, post=page, code="RED")
    with pytest.raises(Refused):
        say_helped(actor=chloe.membership, post=page)
    with pytest.raises(Refused):
        vote(actor=chloe.membership, poll=poll, positions=[0])
    set_post_code(actor=ana.membership, post=page, code="AMBER")
    say_helped(actor=chloe.membership, post=page)
    vote(actor=chloe.membership, poll=poll, positions=[0])
    hide_post(actor=cora.membership, post=page, reason="A name.")
    with pytest.raises(Refused):
        take_back_helped(actor=chloe.membership, post=page)
    assert Post.objects.get(pk=post.pk).helped == 1
    assert Vote.objects.count() == 1
