"""Members are told by mail that something waits: once an hour, if they are not here, and only of what they may see."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from jobs.worker import Worker
from network.guard import Refused
from network.models import ContactPoint, Membership, Session
from notices import kinds
from notices.actions import choose_mail, hear
from notices.kinds import Kind, Showing
from notices.models import Letter, Preference
from tests.personas import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def test_kind(monkeypatch):
    """A kind of the tests, told of places in a network."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(kinds, "_showings", dict(kinds._showings))
    kinds.name_kind(Kind("test", "test", leads=lambda thing: f"/test/{thing.public_id}/"))
    kinds.show(Showing(ContactPoint))


@pytest.fixture
def thing(cora, ocean):
    """Something that the people of Ana's network see, and nobody else."""
    return ContactPoint.objects.get(membership=cora.membership)


def told() -> list[str]:
    Worker().drain()
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


def test_those_who_may_see_it_are_told_and_nobody_else(ana, ben, chloe, dara, eve, noor, thing):
    everybody = [who.membership.pk for who in (ben, chloe, dara, eve, noor)]
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=everybody, thing=thing)
    assert told() == ["ben", "chloe"]
    assert "Example" not in mail.outbox[0].body


def test_nobody_is_told_of_his_own_act(ana, thing):
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[ana.membership.pk], thing=thing)
    assert told() == []


def test_telling_costs_the_page_one_statement(ana, ben, chloe, thing, django_assert_num_queries):
    with django_assert_num_queries(1):
        hear(
            kind="test",
            group="test:1",
            actor=ana.membership,
            membership_ids=[ben.membership.pk, chloe.membership.pk],
            thing=thing,
        )


def test_who_is_here_now_is_not_told(ana, chloe, thing):
    sign_in(chloe.membership)
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
    assert told() == []


def test_who_was_here_earlier_is_told(ana, chloe, thing):
    sign_in(chloe.membership)
    Session.objects.update(used_at=timezone.now() - timedelta(minutes=11))
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
    assert told() == ["chloe"]


def test_there_is_one_such_mail_an_hour(ana, chloe, thing):
    now = timezone.now()
    for minutes in (0, 20, 59, 61):
        with time_machine.travel(now + timedelta(minutes=minutes)):
            hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
            Worker().drain()
    assert told() == ["chloe", "chloe"]


def test_while_one_cannot_leave_no_second_is_written(ana, chloe, thing, settings):
    settings.EMAIL_BACKEND = "there.is.no.such.Backend"
    now = timezone.now()
    for hours in (0, 3, 6):
        with time_machine.travel(now + timedelta(hours=hours)):
            hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
            Worker().drain()
    assert Letter.objects.count() == 1


def test_who_asked_for_no_mail_is_not_told(ana, chloe, thing):
    choose_mail(actor=chloe.membership, waiting=Preference.Waiting.NEVER)
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
    assert told() == []
    choose_mail(actor=chloe.membership, waiting=Preference.Waiting.AT_ONCE)
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
    assert told() == ["chloe"]


def test_permission_is_asked_again_when_the_mail_leaves(ana, chloe, thing, settings):
    settings.EMAIL_BACKEND = "there.is.no.such.Backend"
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
    assert told() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert told() == []
    assert Letter.objects.get().status == "dropped"


def test_a_mail_goes_to_the_address_that_is_true_when_it_leaves(ana, chloe, thing):
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
    chloe.member.email = "new@authority.example"
    chloe.member.save()
    assert told() == ["new"]


def test_of_what_is_gone_nobody_is_told(ana, chloe, thing):
    hear(kind="test", group="test:1", actor=ana.membership, membership_ids=[chloe.membership.pk], thing=thing)
    thing.delete()
    assert told() == []


def test_a_guest_has_nobody_told(gita, chloe, thing):
    with pytest.raises(Refused):
        hear(kind="test", group="test:1", actor=gita.membership, membership_ids=[chloe.membership.pk], thing=thing)


def test_a_preference_is_seen_by_its_member_alone(ana, ben):
    kept = choose_mail(actor=ana.membership, waiting=Preference.Waiting.NEVER)
    assert list(Preference.objects.visible_to(ana.membership)) == [kept]
    assert list(Preference.objects.visible_to(ben.membership)) == []
