"""That a sealed message waits is said to whoever has not read it, and nothing of it; ends are told on."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.worker import Worker
from messaging.actions.waiting import PATIENCE, tell_of_waiting
from network.actions.memberships import end_membership
from network.models import Session
from network.readers import as_system
from notices.models import Notice
from tests.home.test_own_data import asked, content

pytestmark = pytest.mark.django_db
SYSTEM = as_system("a test")


def tell(after: timedelta = 2 * PATIENCE) -> int:
    told = tell_of_waiting(actor=SYSTEM, now=timezone.now() + after)
    Worker().drain()
    return told


def notices(who) -> list[int]:
    rows = Notice.objects.filter(membership=who.membership, kind="sealed_message_waits")
    return list(rows.values_list("count", flat=True))


def test_who_has_not_read_for_five_minutes_hears_once_and_the_sender_never(talk, ana_at, ana, chloe):
    for _ in range(3):
        talk.send(ana_at)
    assert tell(timedelta(0)) == 0
    assert (tell(), tell()) == (1, 0)
    assert (notices(chloe), notices(ana)) == ([1], [])
    talk.send(ana_at)
    assert tell() == 1


def test_who_has_read_or_left_hears_nothing(talk, ana_at, chloe_at, chloe):
    talk.send(ana_at)
    chloe_at.post(talk.path("marks"), delivered=2, read=2)
    assert (tell(), notices(chloe)) == (0, [])


def test_the_mail_says_that_something_waits_and_nothing_else(talk, ana_at, chloe):
    talk.send(ana_at)
    Session.objects.update(used_at=timezone.now() - timedelta(hours=1))
    tell()
    letter = next(one for one in mail.outbox if one.to == [chloe.member.email])
    for word in (talk.wire, "Ana", "Mauritius"):
        assert word not in letter.subject + letter.body.replace(f"/messages/c/{talk.wire}/", "")


def test_many_messages_are_found_by_as_many_statements_as_one(talk, ana_at):
    def statements() -> int:
        with CaptureQueriesContext(connection) as made:
            tell_of_waiting(actor=SYSTEM, now=timezone.now() + 2 * PATIENCE)
        return len(made)

    talk.send(ana_at)
    few = statements()
    for _ in range(10):
        talk.send(ana_at)
    assert statements() == few


def test_the_others_hear_that_a_membership_ended(
    talk, ana_at, ana, chloe, chloe_at, sam, heard, django_capture_on_commit_callbacks
):
    before = len(heard(ana))
    with django_capture_on_commit_callbacks(execute=True):
        end_membership(actor=sam.membership, membership=chloe.membership)
    assert heard(ana)[before:] == [{"kind": "messages", "ids": {"conversation": talk.wire}}]
    assert talk.entries(ana_at)["ended"] == [chloe_at.keys.identity.hex()]


def test_my_data_tell_what_the_server_knows_of_my_messages(talk, ana_at, chloe_at, ana):
    talk.send(ana_at)
    talk.send(chloe_at)
    lines = content(asked(ana))["messages.jsonl"]
    assert [line.count('"sent"') for line in lines.splitlines()].count(1) == 2  # the record and the envelope
    assert chloe_at.keys.identity.hex() not in lines
