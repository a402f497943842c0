"""Mail by the member's wish: at once, of a morning, on Mondays, never; and never in quiet hours."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.core import mail

from forum import actions
from jobs.worker import Worker
from network.calendar import zone_named
from network.models import ContactPoint, Member
from notices.actions import choose_mail
from notices.models import Letter, Notice
from notices.schedules import mail_what_waits
from notices.timing import Wish
from tests.factories import forum as make
from tests.personas import sign_in

pytestmark = pytest.mark.django_db

# A Wednesday; Ana's office is four hours ahead of UTC.
WEDNESDAY = "2026-06-10T08:00:00Z"


@pytest.fixture
def topic(ocean, ana):
    with time_machine.travel("2026-06-01T08:00:00Z"):
        return make.topic(make.forum(ocean), ana.membership, title="Freezing order")


@pytest.fixture
def told(chloe, topic):
    """Let Chloé reply at one time and the clock run at others, and say how many mails Ana has got."""

    def run(written: str, *looks: str) -> int:
        with time_machine.travel(written):
            actions.add_post(author=chloe.membership, topic=topic, body="Yes.")
            Worker().drain()
        for look in looks:
            with time_machine.travel(look):
                mail_what_waits.call()
                mail_what_waits.call()
                Worker().drain()
        return len([message for message in mail.outbox if message.to == ["ana@authority.example"]])

    return run


def wish(ana, waiting, start="", end=""):
    hours = {"quiet_from": time.fromisoformat(start), "quiet_until": time.fromisoformat(end)} if start else {}
    choose_mail(actor=ana.membership, waiting=waiting, **hours)


def test_at_once_is_at_once_and_the_clock_adds_nothing(told):
    assert told(WEDNESDAY, "2026-06-10T08:15:00Z", "2026-06-11T04:00:00Z") == 1


@pytest.mark.parametrize(
    ("look", "mails"),
    [
        ("2026-06-10T20:00:00Z", 0),
        ("2026-06-11T02:50:00Z", 0),
        ("2026-06-11T03:05:00Z", 1),
        ("2026-06-11T09:00:00Z", 1),
    ],
)
def test_daily_mail_leaves_in_the_morning_of_the_members_zone(ana, told, look, mails):
    wish(ana, "daily")
    assert told(WEDNESDAY, look) == mails


def test_daily_mail_leaves_once_a_day(ana, told):
    wish(ana, "daily")
    looks = [f"2026-06-11T{hour:02}:05:00Z" for hour in range(3, 24)]
    assert told(WEDNESDAY, *looks) == 1


def test_a_topic_in_which_much_is_written_is_told_every_morning_all_the_same(ana, told):
    wish(ana, "daily")
    assert told(WEDNESDAY, "2026-06-11T02:30:00Z") == 0
    assert told("2026-06-11T03:02:00Z", "2026-06-11T03:05:00Z") == 1
    assert told("2026-06-11T09:00:00Z", "2026-06-11T20:00:00Z") == 1
    assert told("2026-06-12T03:03:00Z", "2026-06-12T03:05:00Z") == 2


@pytest.mark.parametrize(
    ("look", "mails"), [("2026-06-11T03:05:00Z", 0), ("2026-06-15T02:55:00Z", 0), ("2026-06-15T03:05:00Z", 1)]
)
def test_weekly_mail_leaves_on_monday_morning(ana, told, look, mails):
    wish(ana, "weekly")
    assert told(WEDNESDAY, look) == mails


def test_never_is_never(ana, told):
    wish(ana, "never")
    assert told(WEDNESDAY, "2026-06-11T04:00:00Z", "2026-06-15T04:00:00Z") == 0
    assert Notice.objects.filter(membership=ana.membership).count() == 1


@pytest.mark.parametrize(
    ("look", "mails"), [("2026-06-10T08:30:00Z", 0), ("2026-06-11T01:55:00Z", 0), ("2026-06-11T02:05:00Z", 1)]
)
def test_in_quiet_hours_mail_is_held_until_they_end(ana, told, look, mails):
    # By her clock from noon until six in the morning.
    wish(ana, "at_once", "12:00", "06:00")
    assert told(WEDNESDAY, look) == mails
    # None is written either, to be held only when it leaves.
    assert Letter.objects.count() == mails


def test_a_letter_that_waits_when_quiet_hours_begin_is_held_too(ana, told, settings):
    wish(ana, "at_once", "13:00", "14:00")
    settings.EMAIL_BACKEND = "there.is.no.such.Backend"
    told(WEDNESDAY)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert told("2026-06-10T09:30:00Z") == 0
    assert told("2026-06-10T09:40:00Z", "2026-06-10T10:05:00Z") == 1


def test_who_has_never_been_here_is_not_called_back(ana, told):
    Member.objects.update(last_sign_in_at=None)
    assert told(WEDNESDAY, "2026-06-10T08:15:00Z", "2026-06-11T04:00:00Z") == 0
    Member.objects.update(last_sign_in_at=ana.membership.since)
    assert told("2026-06-11T04:30:00Z") == 1


def test_daily_mail_waits_for_the_end_of_quiet_hours(ana, told):
    wish(ana, "daily", "20:00", "09:00")
    assert told(WEDNESDAY, "2026-06-11T03:05:00Z") == 0
    assert told("2026-06-11T04:00:00Z", "2026-06-11T05:05:00Z") == 1


def test_what_came_within_the_hour_of_a_mail_is_told_after_it(ana, told):
    assert told(WEDNESDAY) == 1
    with time_machine.travel("2026-06-10T08:05:00Z"):
        sign_in(ana.membership)
    assert told("2026-06-10T08:30:00Z", "2026-06-10T08:45:00Z") == 1
    assert told("2026-06-10T08:50:00Z", "2026-06-10T09:05:00Z") == 2


def test_who_has_been_here_since_is_not_mailed_by_the_clock(ana, told):
    wish(ana, "at_once", "12:00", "13:00")
    told(WEDNESDAY)
    with time_machine.travel("2026-06-10T08:30:00Z"):
        sign_in(ana.membership)
    assert told("2026-06-10T08:20:00Z", "2026-06-10T09:05:00Z") == 0


def test_of_what_may_be_seen_no_longer_no_mail_leaves(ana, told):
    wish(ana, "daily")
    told(WEDNESDAY)
    ContactPoint.objects.filter(membership=ana.membership).update(until=datetime.fromisoformat("2026-06-10T09:00:00Z"))
    with time_machine.travel("2026-06-11T04:00:00Z"):
        mail_what_waits.call()
        Worker().drain()
    assert mail.outbox == []
    assert not Letter.objects.exists()


def test_permission_is_asked_again_when_a_gathered_mail_leaves(ana, told, settings):
    wish(ana, "daily")
    settings.EMAIL_BACKEND = "there.is.no.such.Backend"
    told(WEDNESDAY, "2026-06-11T04:00:00Z")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert Letter.objects.count() == 1
    ContactPoint.objects.filter(membership=ana.membership).update(until=datetime.fromisoformat("2026-06-11T04:01:00Z"))
    with time_machine.travel("2026-06-11T04:30:00Z"):
        Worker().drain()
    assert mail.outbox == []
    assert Letter.objects.get().status == "dropped"


@pytest.fixture
def waits(ana, chloe, topic, told, settings):
    """A letter to Ana of one thing or of two that waits since four o'clock, for the mail server is away until then."""

    def letter(things: int) -> Letter:
        wish(ana, "daily")
        settings.EMAIL_BACKEND = "there.is.no.such.Backend"
        for number in range(things - 1):
            with time_machine.travel("2026-06-10T07:00:00Z"):
                other = make.topic(topic.forum, ana.membership, title=f"Another {number}")
                actions.add_post(author=chloe.membership, topic=other, body="Yes.")
        told(WEDNESDAY, "2026-06-11T04:00:00Z")
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        return Letter.objects.get()

    return letter


def looks_at_half_past_four() -> int:
    with time_machine.travel("2026-06-11T04:30:00Z"):
        Worker().drain()
    return len(mail.outbox)


@pytest.mark.parametrize("things", [1, 2])
def test_a_letter_that_waited_is_sent_while_one_of_its_things_may_be_seen(waits, things):
    letter = waits(things)
    assert bool(letter.label) is (things == 1)
    assert looks_at_half_past_four() == 1


@pytest.mark.parametrize("things", [1, 2])
def test_of_one_thing_and_of_many_permission_is_asked_again_when_the_letter_leaves(ana, waits, things):
    waits(things)
    ContactPoint.objects.filter(membership=ana.membership).update(until=datetime.fromisoformat("2026-06-11T04:01:00Z"))
    assert looks_at_half_past_four() == 0
    assert Letter.objects.get().status == "dropped"


def test_who_wants_no_mail_any_more_gets_no_letter_that_waited(ana, waits):
    waits(1)
    wish(ana, "never")
    assert looks_at_half_past_four() == 0
    assert Letter.objects.get().status == "dropped"


def test_a_gathered_mail_names_nothing(ana, told, settings):
    wish(ana, "daily")
    told(WEDNESDAY)
    told("2026-06-10T09:00:00Z", "2026-06-11T04:00:00Z")
    words = mail.outbox[0].subject + mail.outbox[0].body
    for secret in ("Freezing", "Chloe", "Ana", "France", "Mauritius", "reply"):
        assert secret not in words
    assert settings.PUBLIC_URL in words


def test_the_page_keeps_quiet_hours_and_wants_both_or_none(ana):
    given = {"waiting": "daily", "quiet_from": "20:00", "quiet_until": "07:30"}
    assert ana.client.post("/account/mail/", given).status_code == 302
    assert 'value="20:00"' in ana.client.get("/account/mail/").content.decode()
    half = ana.client.post("/account/mail/", {"waiting": "daily", "quiet_from": "20:00"})
    assert half.status_code == 422
    same = ana.client.post("/account/mail/", {"waiting": "daily", "quiet_from": "20:00", "quiet_until": "20:00"})
    assert same.status_code == 422
    assert Member.objects.get(pk=ana.member.pk).mail_preference.quiet_until == time(7, 30)


@pytest.mark.parametrize(
    ("start", "end", "at", "quiet"),
    [
        ("22:00", "06:00", "23:00", True),
        ("22:00", "06:00", "05:59", True),
        ("22:00", "06:00", "06:00", False),
        ("22:00", "06:00", "21:59", False),
        ("12:00", "14:00", "12:00", True),
        ("12:00", "14:00", "14:00", False),
        ("12:00", "14:00", "11:59", False),
    ],
)
def test_quiet_hours_may_go_over_midnight(start, end, at, quiet):
    zone = zone_named("Indian/Mauritius")
    wanted = Wish("at_once", zone, time.fromisoformat(start), time.fromisoformat(end))
    moment = datetime.combine(datetime(2026, 6, 10).date(), time.fromisoformat(at), zone)
    assert wanted.is_quiet(moment) is quiet


def test_the_morning_of_a_day_that_has_not_come_is_yesterdays():
    zone = zone_named("Europe/Paris")
    before = datetime(2026, 6, 10, 6, 59, tzinfo=zone)
    assert Wish("daily", zone).gathers_until(before) == datetime(2026, 6, 9, 7, tzinfo=zone)
    assert Wish("daily", zone).gathers_until(before + timedelta(minutes=1)) == datetime(2026, 6, 10, 7, tzinfo=zone)
    assert Wish("weekly", zone).gathers_until(before) == datetime(2026, 6, 8, 7, tzinfo=zone)
