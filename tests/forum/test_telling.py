"""Whose turn it is, they are told by mail: that something waits, and nothing else."""

import pytest
from django.core import mail
from django.utils import timezone

from forum.actions.status import set_status
from forum.actions.topics import Facts, add_topic
from forum.models import Topic
from jobs.worker import Worker
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    mail.outbox.clear()
    Worker().drain()
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


@pytest.fixture
def requests(ocean):
    return make.forum(ocean)


def ask(author, requests, *requested) -> Topic:
    return add_topic(
        author=author.membership,
        forum=requests,
        kind="question",
        title="Freezing order of a named account",
        body="By Friday.",
        facts=Facts("mla", author.membership.authority.body, requested, "", "pending"),
    )


def test_a_topic_that_names_a_state_reaches_that_states_contact_points(ana, chloe, cora, henri, dara, requests):
    ask(ana, requests, chloe.membership.authority.body)
    assert told() == ["chloe", "cora"]


def test_a_named_state_without_a_place_in_the_network_hears_nothing(ana, dara, requests):
    ask(ana, requests, dara.membership.authority.body)
    assert told() == []


def test_the_mail_says_nothing_of_the_topic(ana, chloe, requests, settings):
    topic = ask(ana, requests, chloe.membership.authority.body)
    told()
    words = mail.outbox[0].subject + mail.outbox[0].body
    assert settings.PUBLIC_URL + topic.get_absolute_url() in words
    for secret in (topic.title, "Friday", "France", "Mauritius", "Chloe", "Ana", requests.network.name, "TLP"):
        assert secret not in words


def test_the_state_that_is_waited_for_is_told(ana, chloe, requests):
    topic = ask(ana, requests)
    set_status(actor=ana.membership, topic=topic, status="waiting", waiting_body=chloe.membership.authority.body)
    assert told() == ["chloe"]


def test_the_author_is_told_that_the_others_wait_for_him(ana, henri, requests):
    topic = ask(ana, requests)
    set_status(actor=henri.membership, topic=topic, status="waiting", waiting_author=True)
    assert told() == ["ana"]


def test_a_new_date_alone_tells_nobody_again(ana, chloe, requests):
    topic = ask(ana, requests)
    body = chloe.membership.authority.body
    set_status(actor=ana.membership, topic=topic, status="waiting", waiting_body=body)
    told()
    set_status(actor=ana.membership, topic=topic, status="waiting", waiting_body=body, waiting_until=timezone.now())
    assert told() == []
