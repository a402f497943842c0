"""From a post to a sealed conversation with its author, for who may know him; what it is about is told to nobody."""

import re

import pytest
from django.utils import timezone

from forum import actions
from network import slots
from network.models import Membership
from tests.factories import forum as make
from tests.forum.conftest import statements as statements  # a fixture

pytest_plugins = ["tests.access.world"]
pytestmark = pytest.mark.django_db

ACT = re.compile(r'<a class="act" href="/messages/new/\?to=([\w-]{22})#about=([\w-]{22})" rel="noreferrer">')


@pytest.fixture
def topic(ocean, ana, chloe):
    """Ana asks, Chloé answers; every member may read it."""
    topic = make.topic(make.forum(ocean), ana.membership, posts=1, code="GREEN")
    actions.add_post(author=chloe.membership, topic=topic, body="On Monday.")
    return topic


def offered(who, topic, page: str = "") -> set[tuple[str, str]]:
    answer = who.client.get(f"/topics/{topic.public_id}/{page}")
    assert answer.status_code == 200
    text = answer.json().get("html", "") if page else answer.content.decode()
    return set(ACT.findall(text))


def test_each_post_of_another_leads_to_him_with_the_topic_behind_the_sign(topic, ana, chloe, cora):
    from_ana, from_chloe = ((one.membership.public_id, topic.public_id) for one in (ana, chloe))
    assert offered(ana, topic) == {from_chloe}
    assert offered(chloe, topic) == {from_ana}
    assert offered(cora, topic) == {from_ana, from_chloe}


def test_what_arrives_while_one_reads_offers_it_too(topic, ana, chloe):
    assert offered(ana, topic, "since/1/") == {(chloe.membership.public_id, topic.public_id)}


def test_who_reads_from_outside_is_told_no_officer_and_offered_none(topic, dara, otto):
    for who in (dara, otto):
        answer = who.client.get(f"/topics/{topic.public_id}/")
        assert "On Monday." in answer.content.decode()
        assert "/messages/new/" not in answer.content.decode()


def test_nobody_is_led_to_whoever_has_left(topic, ana, chloe):
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    assert offered(ana, topic) == set()


def test_a_post_that_is_hidden_offers_nothing(topic, ana, chloe):
    topic.posts.filter(author=chloe.membership).update(hidden_at=timezone.now())
    assert offered(ana, topic) == set()


def test_it_costs_no_statement(topic, ana, statements, monkeypatch):
    ana.client.get(f"/topics/{topic.public_id}/")
    with statements() as made:
        ana.client.get(f"/topics/{topic.public_id}/")
    monkeypatch.setitem(slots._providers, "topic.acts", [])
    with statements() as without:
        ana.client.get(f"/topics/{topic.public_id}/")
    assert len(made) == len(without)


def test_the_address_that_the_server_is_asked_for_chooses_the_person_and_names_no_topic(topic, ana, chloe):
    shown = ana.client.get(f"/messages/new/?to={chloe.membership.public_id}").content.decode()
    assert f'data-to="/members/{chloe.membership.public_id}/"' in shown
    assert topic.public_id not in shown
