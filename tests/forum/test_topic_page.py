"""A topic as a page of posts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import actions
from forum.actions import PollFacts
from jobs.worker import Worker
from tests.factories import forum as make

MOST = 8
GOAL = 4


def page(who, topic, query=""):
    return who.client.get(f"/topics/{topic.public_id}/{query}")


def test_a_contact_point_reads_the_topic(ana, chloe, topic):
    answer = page(chloe, topic)
    assert answer.status_code == 200
    assert topic.title in answer.content.decode()
    assert "Body 3." in answer.content.decode()


def test_a_practitioner_of_another_network_cannot_know_that_it_exists(dara, topic):
    assert page(dara, topic).status_code == 404


def test_a_first_page_of_a_new_process_makes_at_most_eight_statements(chloe, topic, statements):
    client = chloe.client
    with statements() as made:
        client.get(topic.get_absolute_url())
    assert len(made) <= MOST, "\n".join(made)


@pytest.mark.parametrize("posts", [2, 50])
def test_a_page_makes_four_statements_however_long_the_topic(requests, ana, chloe, statements, posts):
    topic = make.topic(requests, ana.membership, posts=posts)
    client = chloe.client
    client.get(topic.get_absolute_url())
    with statements() as made:
        client.get(topic.get_absolute_url())
    assert len(made) == GOAL, "\n".join(made)


def test_with_polls_notices_marks_and_a_stricter_post_it_still_makes_at_most_eight(ana, chloe, topic, statements):
    """Everything at once: what a page asks for beside the topic and its posts."""
    until = timezone.now() + timedelta(days=1)
    facts = PollFacts("When?", ["Now", "Later"], "member", False, until)
    post = actions.add_post(author=ana.membership, topic=topic, body="When?", poll=facts)
    actions.add_post(author=ana.membership, topic=topic, body="Among us.", code="AMBER+STRICT")
    actions.keep_post(actor=chloe.membership, post=post)
    actions.say_helped(actor=chloe.membership, post=post)
    actions.set_follow(actor=chloe.membership, thing=topic, level="watch")
    actions.add_post(author=ana.membership, topic=topic, body="Another.")
    Worker().drain()
    client = chloe.client
    client.get(topic.get_absolute_url())
    with statements() as made:
        assert "When?" in client.get(topic.get_absolute_url()).content.decode()
    assert len(made) <= MOST, "\n".join(made)


def test_a_reply_is_begun_to_no_post_of_another_topic(ana, topic):
    other = make.topic(topic.forum, ana.membership).posts.get()
    assert ana.client.get(f"{topic.get_absolute_url()}?reply={topic.posts.first().public_id}").status_code == 200
    assert ana.client.get(f"{topic.get_absolute_url()}?reply={other.public_id}").status_code == 404


def test_what_cannot_be_the_name_of_a_post_is_not_looked_for_to_be_answered(ana, topic, statements):
    for what in ("a\x00b", "-"):
        with statements() as made:
            assert ana.client.get(topic.get_absolute_url(), {"reply": what}).status_code == 404
        assert not [one for one in made if '"forum_post"."public_id" = ' in one]
    with statements() as made:
        assert ana.client.get(topic.get_absolute_url(), {"reply": "A" * 22}).status_code == 404
    assert [one for one in made if '"forum_post"."public_id" = ' in one]
