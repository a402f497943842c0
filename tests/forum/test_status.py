"""Whose turn it is, and what stands at the top."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import RequestedBody, Topic
from live.models import OutboxEvent
from network.models import AuditEntry
from tests.factories import forum as make


@pytest.fixture
def asked(requests, ana, chloe):
    """Ana's question to France."""
    return make.topic(
        requests, ana.membership, requesting=ana.membership.authority.body, requested=[chloe.membership.authority.body]
    )


def change(who, topic, **fields):
    answer = who.client.post(f"/topics/{topic.public_id}/status/", fields)
    topic.refresh_from_db()
    return answer


def day(days):
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def test_the_author_says_on_which_state_it_waits_and_until_when(ana, asked):
    assert change(ana, asked, status="waiting", waiting_on="FR", until=day(5)).status_code == 302
    assert asked.waiting_body.key == "FR"
    assert asked.waiting_until.isoformat().startswith(day(5))
    assert asked.waiting_since is not None
    page = ana.client.get(asked.get_absolute_url()).content.decode()
    assert "Waiting on France" in page


def test_since_when_it_waits_stays_when_only_the_date_changes(ana, asked):
    change(ana, asked, status="waiting", waiting_on="author", until=day(1))
    since = asked.waiting_since
    change(ana, asked, status="waiting", waiting_on="author", until=day(9))
    assert asked.waiting_since == since
    change(ana, asked, status="waiting", waiting_on="FR")
    assert asked.waiting_since > since


def test_a_solved_topic_waits_on_nobody_and_leaves_the_desks(ana, asked):
    change(ana, asked, status="waiting", waiting_on="FR")
    change(ana, asked, status="solved", waiting_on="FR", until=day(3))
    assert (asked.waiting_body, asked.waiting_author, asked.waiting_until) == (None, False, None)
    assert not RequestedBody.objects.get(topic=asked).is_open
    change(ana, asked, status="open")
    assert RequestedBody.objects.get(topic=asked).is_open


@pytest.mark.parametrize("who", ["cora", "henri"])
def test_coordinator_and_helper_set_the_status(request, who, asked):
    assert change(request.getfixturevalue(who), asked, status="solved").status_code == 302
    assert asked.status == "solved"


def test_another_contact_point_is_told_who_may(chloe, asked):
    answer = change(chloe, asked, status="solved")
    assert answer.status_code == 403
    assert "Only the author, a helper or the coordinator" in answer.content.decode()
    assert asked.status == "open"


def test_another_network_does_not_know_the_topic(dara, asked):
    assert change(dara, asked, status="solved").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "waiting"},
        {"status": "waiting", "waiting_on": "XX"},
        {"status": "done"},
        {},
        {"status": "waiting", "waiting_on": "FR", "until": "2001-01-01"},
        {"status": "waiting", "waiting_on": "FR", "until": "9999-12-31"},
        {"status": "waiting", "waiting_on": "FR", "until": "soon"},
    ],
)
def test_what_is_not_possible_is_answered_at_the_field(ana, asked, fields):
    answer = change(ana, asked, **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert asked.status == "open"


def test_the_change_is_told(ana, asked):
    change(ana, asked, status="solved")
    assert OutboxEvent.objects.filter(kind="topic_changed", thing_id=asked.pk).count() == 1


def test_the_coordinator_pins_and_unpins_on_record(cora, asked):
    cora.client.post(f"/topics/{asked.public_id}/pin/")
    assert Topic.objects.get().pinned
    cora.client.post(f"/topics/{asked.public_id}/pin/")
    assert not Topic.objects.get().pinned
    assert [entry.act for entry in AuditEntry.objects.order_by("seq")] == ["topic_pinned", "topic_unpinned"]


def test_nobody_else_pins(ana, henri, asked):
    for who in (ana, henri):
        assert who.client.post(f"/topics/{asked.public_id}/pin/").status_code == 403
    assert not Topic.objects.get().pinned
