"""In how many conversations something waits: beside Messages in the navigation, and on My desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.worker import Worker
from live.models import OutboxEvent
from messaging.models import Entry, Participant
from messaging.querysets.unread import places_with_unread
from messaging.schedules import tell_what_waits
from network.models import Membership
from network.slots import waiting_for
from notices.models import Notice
from tests.messaging.browsers import Talk
from tests.messaging.test_leaving import left

pytestmark = pytest.mark.django_db


def unread(who) -> str:
    return waiting_for(Membership.objects.get(pk=who.membership.pk)).get("sealed", "")


def read_all(talk, browser) -> None:
    last = Entry.objects.filter(conversation__wire=talk.wire).order_by("-seq").first().seq
    assert browser.post(talk.path("marks"), delivered=last, read=last).status_code == 204


def test_conversations_are_counted_and_not_messages(talk, ana, ana_at, chloe, chloe_at, dara_at):
    assert (unread(ana), unread(chloe)) == ("", "")
    other = Talk(chloe_at, ana_at)
    for one in (talk, talk, other):
        assert one.send(chloe_at).status_code == 201
    assert unread(ana) == "2"
    assert unread(chloe) == ""
    read_all(talk, ana_at)
    assert unread(ana) == "1"
    read_all(other, ana_at)
    assert unread(ana) == ""


def test_what_is_no_message_is_not_unread(talk, chloe, ana_at, chloe_at, dara_at):
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    talk.send(ana_at, kind=2)
    assert unread(chloe) == ""


def test_a_newcomer_has_nothing_unread_from_before(talk, dara, ana_at, chloe_at, dara_at):
    talk.send(ana_at)
    talk.change(ana_at, [ana_at, chloe_at, dara_at], 1)
    assert unread(dara) == ""
    talk.send(ana_at)
    assert unread(dara) == "1"


def test_who_left_or_whose_membership_ended_has_nothing_unread(talk, chloe, ana_at, chloe_at):
    talk.send(ana_at)
    assert unread(chloe) == "1"
    left(talk, chloe_at)
    assert unread(chloe) == ""
    other = Talk(ana_at, chloe_at)
    other.send(ana_at)
    assert unread(chloe) == "1"
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    assert unread(chloe) == ""


def test_what_was_erased_is_not_unread(talk, chloe, ana_at):
    talk.send(ana_at)
    Entry.objects.filter(kind=4).update(raw=None, tombstone=b"gone")
    assert unread(chloe) == ""


def test_the_compiled_reading_is_the_rule_for_everybody(talk, ana_at, chloe_at, ana, chloe, ben, sam, gita, otto):
    talk.send(ana_at)
    for who in (ana, chloe, ben, sam, gita, otto):
        found = places_with_unread(who.membership).count()
        assert unread(who) == (str(found) if found else "")
        assert set(places_with_unread(who.membership)) <= set(Participant.objects.visible_to(who.membership))


def test_the_frame_makes_one_statement_whether_something_waits_or_not(talk, ana_at, chloe, chloe_at):
    reader = Membership.objects.get(pk=chloe.membership.pk)

    def statements() -> int:
        waiting_for(reader)
        with CaptureQueriesContext(connection) as made:
            waiting_for(reader)
        return len(made)

    assert statements() == 1
    talk.send(ana_at)
    assert unread(chloe) == "1"
    assert statements() == 1


def test_the_navigation_says_it_and_the_browser_asks_again_when_it_rings(talk, ana_at, chloe):
    quiet = chloe.client.get("/networks/").content.decode()
    badge = 'data-live-waiting="/messages/unread" data-live-on="messages"'
    assert f"{badge} hidden>" in quiet
    talk.send(ana_at)
    assert OutboxEvent.objects.filter(kind="messages").exists()
    shown = chloe.client.get("/networks/").content.decode()
    assert f"{badge}><span data-count>1</span>" in shown
    assert chloe.client.get("/messages/unread").json() == {"count": "1"}


def test_my_desk_says_in_how_many_conversations(talk, ana_at, chloe, chloe_at):
    assert "unread messages" not in chloe.client.get("/").content.decode()
    talk.send(ana_at)
    assert "1 sealed conversation with unread messages" in chloe.client.get("/").content.decode()
    Talk(ana_at, chloe_at).send(ana_at)
    assert "2 sealed conversations with unread messages" in chloe.client.get("/").content.decode()


def test_the_notice_of_a_message_goes_when_it_has_been_read(talk, ana_at, chloe, chloe_at):
    talk.send(ana_at)
    Entry.objects.update(at=timezone.now() - timezone.timedelta(minutes=6))
    tell_what_waits.call()
    Worker().drain()
    assert Notice.objects.filter(membership=chloe.membership, seen_at=None, label="messaging.Conversation").exists()
    read_all(talk, chloe_at)
    assert not Notice.objects.filter(membership=chloe.membership, seen_at=None).exists()
