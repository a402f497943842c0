"""What the forum puts on My desk and on the page of a network."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.actions import add_post, set_follow
from forum.models import RequestedBody, Topic
from jobs.worker import Worker
from network import slots
from network.slots import lines
from tests.factories import forum as make
from tests.personas import contact_point, membership


def desk(who):
    return [(line.kind, str(line.label)) for line in lines("desk", who.membership, [None])[None]]


def kinds(who):
    return [kind for kind, _label in desk(who) if kind != "unread"]


@pytest.fixture
def french(chloe):
    return chloe.membership.authority.body


def test_a_question_that_names_my_state_waits_for_me(ana, chloe, requests, french):
    make.topic(requests, ana.membership, title="To France", requested=[french])
    make.topic(requests, ana.membership, title="To nobody")
    assert ("named", "To France") in desk(chloe)
    assert kinds(ana) == []


def test_a_topic_that_is_over_waits_for_nobody(ana, chloe, requests, french):
    make.topic(requests, ana.membership, requested=[french], status="solved")
    assert kinds(chloe) == []


def test_what_waits_on_my_state_or_on_my_office_waits_for_me(ana, ben, chloe, requests, french):
    now = timezone.now()
    common = {"status": "waiting", "waiting_since": now}
    make.topic(requests, ana.membership, title="On France", waiting_body=french, requested=[french], **common)
    make.topic(requests, ana.membership, title="On Ana", waiting_author=True, **common)
    assert [line for line in desk(chloe) if line[0] != "unread"] == [("waiting", "On France")]
    assert [line for line in desk(ben) if line[0] != "unread"] == [("waiting", "On Ana")]


def test_deadlines_within_three_days_come_first_and_once(ana, ben, chloe, requests, french):
    now = timezone.now()
    make.topic(requests, ana.membership, title="Later", requested=[french], deadline=now + timedelta(days=4))
    make.topic(requests, ana.membership, title="Soon", requested=[french], deadline=now + timedelta(days=2))
    make.topic(requests, ana.membership, title="Over", status="solved", deadline=now + timedelta(days=2))
    assert [line for line in desk(chloe) if line[0] != "unread"] == [("deadline", "Soon"), ("named", "Later")]
    assert [line for line in desk(ben) if line[0] != "unread"] == [("deadline", "Soon")]


def test_the_desk_shows_nothing_of_a_network_in_which_i_have_no_place(noor, dara, ana, requests, french):
    mauritius = ana.membership.authority.body
    make.topic(
        requests,
        ana.membership,
        requesting=french,
        requested=[mauritius],
        deadline=timezone.now() + timedelta(days=1),
    )
    assert desk(noor) == []
    assert desk(dara) == []


def test_unread_forums_stand_on_the_desk_until_they_are_read(chloe, ana, ocean, requests, topic):
    assert ("unread", "Forum requests") in desk(chloe)
    beside = lines("desk.networks", chloe.membership, [ocean])[ocean]
    assert [line.count for line in beside] == [1]
    chloe.client.get(topic.get_absolute_url())
    assert desk(chloe) == []
    assert lines("desk.networks", chloe.membership, [ocean])[ocean] == []


def test_a_network_shows_its_forums_pinned_and_latest(chloe, ana, ocean, requests, topic):
    empty = make.forum(ocean, "empty", position=2)
    make.topic(requests, ana.membership, title="Kept", pinned=True, pinned_at=timezone.now(), at=timezone.now())
    found = [line for line in lines("network.lines", chloe.membership, [ocean])[ocean] if line.kind != "tab"]
    assert [(line.kind, str(line.label), line.count) for line in found] == [
        ("forum", "Forum requests", 2),
        ("forum", empty.name, 0),
        ("pinned", "Kept", None),
        ("latest", "Kept", None),
        ("latest", topic.title, None),
    ]


@pytest.mark.parametrize("slot", ["desk", "desk.networks", "network.lines"])
def test_each_provider_makes_one_statement_at_any_size(chloe, ana, ocean, requests, french, statements, slot):
    things = [None] if slot == "desk" else [ocean]
    for topics in (1, 30):
        for _number in range(topics):
            make.topic(requests, ana.membership, requested=[french], deadline=timezone.now() + timedelta(days=1))
        with statements() as made:
            lines(slot, chloe.membership, things)
        assert len(made) <= len(slots._providers[slot]), "\n".join(made)


def test_a_second_office_of_the_state_finds_the_question_too(ana, chloe, french, ocean, requests):
    from network.models import Authority

    office = Authority.objects.create(
        body=french, kind="competent", names={"en": "Court"}, since=chloe.membership.since
    )
    clerk = membership("clerk", office)
    contact_point(clerk, ocean)
    make.topic(requests, ana.membership, requested=[french])
    found = lines("desk", clerk, [None])[None]
    assert [line.kind for line in found if line.kind != "unread"] == ["named"]
    assert RequestedBody.objects.visible_to(clerk).count() == 1


def test_the_pages_that_hold_the_lines_are_shown(chloe, ana, ocean, requests, topic):
    assert "Forum requests" in chloe.client.get("/").content.decode()
    page = chloe.client.get(f"/networks/{ocean.public_id}/").content.decode()
    assert "Forum requests" in page
    assert topic.title in page


def test_new_replies_in_what_i_follow_stand_on_the_desk_until_i_read_the_topic(ana, ben, chloe, topic):
    set_follow(actor=ben.membership, thing=topic, level="watch")
    for _number in range(2):
        add_post(author=chloe.membership, topic=topic, body="Yes.")
    Worker().drain()
    found = [line for line in lines("desk", ben.membership, [None])[None] if line.kind == "followed"]
    assert [(str(line.label), line.count) for line in found] == [(topic.title, 2)]
    ben.client.get(topic.get_absolute_url())
    assert [kind for kind, _label in desk(ben) if kind == "followed"] == []


def test_replies_to_what_i_followed_and_may_read_no_longer_are_not_on_the_desk(ana, ben, chloe, topic):
    set_follow(actor=ben.membership, thing=topic, level="watch")
    add_post(author=chloe.membership, topic=topic, body="Yes.")
    Worker().drain()
    assert [line.kind for line in lines("desk", ben.membership, [None])[None] if line.kind == "followed"] == [
        "followed"
    ]
    Topic.objects.filter(pk=topic.pk).update(code="RED")
    assert [line.kind for line in lines("desk", ben.membership, [None])[None] if line.kind == "followed"] == []
