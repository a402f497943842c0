"""The verbs of sealed messages asked directly, for those whom the doors would stop before."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from messaging.access import can_ask_key_reset, can_judge_report, can_stop_key_reset, can_take_part
from messaging.actions import reports as reporting
from messaging.actions.resets import ask_key_reset
from messaging.actions.waiting import _behind
from messaging.models import Blob, Conversation, Participant, SealedFile
from messaging.pages.screens import StartPage
from messaging.querysets.conversations import NotThere, held
from messaging.querysets.joining import candidates
from messaging.querysets.unread import places_with_unread
from messaging.views.doors.files import _find
from network.guard import audience_of, can
from network.models import Membership
from network.readers import Visitor
from tests.access.readings import reading_as_the_reader
from tests.messaging.browsers import Talk
from tests.messaging.things import report
from tests.personas import long_ago

pytestmark = pytest.mark.django_db

FOR_OFFICERS = "for officers of an authority"


def test_who_is_not_in_a_conversation_takes_no_part_in_it(talk, ana, dara_at, dara):
    conversation = Conversation.objects.get()
    assert can(can_take_part, ana.membership, conversation)
    assert "not in this conversation" in str(can(can_take_part, dara.membership, conversation).reason)


def test_to_who_is_not_in_a_conversation_it_does_not_exist(talk, ana, dara):
    with transaction.atomic():
        assert held(ana.membership, talk.wire).wire == talk.wire
        with pytest.raises(NotThere):
            held(dara.membership, talk.wire)


def test_what_is_unread_is_looked_for_as_the_reader(talk, ana, chloe, ana_at):
    talk.send(ana_at)
    with reading_as_the_reader():
        assert [place.identity.member_id for place in places_with_unread(chloe.membership)] == [chloe.member.pk]
        assert not places_with_unread(ana.membership)


@pytest.mark.parametrize("who", ["gita", "otto", ""])
def test_who_may_not_write_is_told_for_whom_sealed_messages_are(request, who, talk):
    reader = request.getfixturevalue(who).membership if who else Visitor()
    assert FOR_OFFICERS in str(can(can_take_part, reader, Conversation.objects.get()).reason)
    assert FOR_OFFICERS in str(can(can_ask_key_reset, reader).reason)


@pytest.fixture
def elsewhere(ana, france) -> Membership:
    """Ana is an officer of another State, too."""
    return Membership.objects.create(member=ana.member, authority=france, function={"en": "Counsel"}, since=long_ago())


def test_the_keys_of_a_member_are_those_of_one_state(ana_at, ana, elsewhere):
    heard = audience_of(Blob.objects.get(identity__wire=ana_at.keys.identity.hex()))
    assert list(heard) == [ana.membership]


def test_a_conversation_is_that_of_an_officer_of_one_state(talk, ana, chloe, elsewhere):
    assert set(audience_of(Conversation.objects.get())) == {ana.membership, chloe.membership}


def test_nobody_is_put_into_a_record_behind_whom_nobody_stands_now(talk, ana, chloe, chloe_at):
    wire = chloe_at.keys.identity.hex()
    with reading_as_the_reader():
        assert candidates(ana.membership, [wire])[wire].seen
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    assert not candidates(ana.membership, [wire])[wire].seen


def test_nobody_stops_the_new_start_of_another_with_keys_of_his_own(ana_at, chloe_at, ana, chloe):
    reset = ask_key_reset(actor=ana.membership, reason="Lost.")
    assert can(can_stop_key_reset, ana.membership, reset)
    assert not can(can_stop_key_reset, chloe.membership, reset)


def test_nobody_judges_his_own_report_of_another(sam, sara, ana):
    own = report({"sam": sam, "ana": ana}, "sam", "ana")
    assert "own report" in str(can(can_judge_report, sam.membership, own).reason)


def test_a_file_stands_in_its_own_conversation_alone(talk, ana_at, chloe_at, ana):
    first = Conversation.objects.get()
    Talk(ana_at, chloe_at)
    other = Conversation.objects.exclude(pk=first.pk).get()
    file = SealedFile.objects.create(
        wire="f" * 32,
        conversation=first,
        uploader=Participant.objects.get(conversation=first, identity__member=ana.member).identity,
        size=344,
        stored="x",
        at=timezone.now(),
    )
    request = SimpleNamespace(reader=ana.membership)
    assert _find(request, first.wire, file.wire) == file
    for conv, wire in ((other.wire, file.wire), (first.wire, "e" * 32)):
        with pytest.raises(Http404):
            _find(request, conv, wire)


def test_a_sealed_message_is_begun_with_nobody_who_has_left(ana, chloe):
    with reading_as_the_reader():
        assert StartPage.load(ana.membership, chloe.membership.public_id).to_name == chloe.member.name
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    assert StartPage.load(ana.membership, chloe.membership.public_id).to_name == ""


def test_who_has_left_is_told_nothing_of_messages_and_reports(talk, ana, chloe, sam, mauritius, monkeypatch):
    """Somebody who came back has a membership that is over beside the one that stands."""
    Membership.objects.create(
        member=ana.member, authority=mauritius, function={"en": "Clerk"}, since=long_ago(), until=long_ago(9)
    )
    places = list(Participant.objects.select_related("identity"))
    key = (ana.member.pk, mauritius.body_id)
    assert _behind(places)[key] == [ana.membership.pk]
    told: list[int] = []
    monkeypatch.setattr(reporting, "hear", lambda *, membership_ids, **_given: told.extend(membership_ids))
    made = report({"ana": ana, "chloe": chloe}, "ana", "chloe")
    reporting.judge_report(actor=sam.membership, report=made, upheld=True, answer="We spoke with the office.")
    assert told == [ana.membership.pk]
