"""Reminders by the calendars of real offices: public holidays, weekends that are not Saturday and Sunday, zones."""

from datetime import UTC, datetime

import pytest

from forum.actions import ask_for_outcomes, remind_of_unanswered
from forum.models import Topic
from jobs.worker import Worker
from network.readers import as_system
from notices.models import Notice
from tests.factories import forum as make
from tests.personas import authority, contact_point, membership

CLOCK = as_system("a test of the clock")


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def algiers(ocean, db):
    """An officer whose office works from Sunday to Thursday."""
    office = authority("DZ", "Algeria", "Ministry of Justice", zone="Africa/Algiers")
    office.weekend = [4, 5]
    office.save()
    who = membership("amina", office)
    contact_point(who, ocean)
    return who


def heard_on(days, helper, coordinator):
    """Return on which of DAYS the helper, and on which the coordinator, hears that nobody has answered."""
    first = {}
    for day in days:
        remind_of_unanswered(actor=CLOCK, now=day)
        Worker().drain()
        for who in Notice.objects.filter(kind="unanswered").values_list("membership_id", flat=True):
            first.setdefault(who, (day.month, day.day))
    return first.get(helper.membership.pk), first.get(coordinator.membership.pk)


def days_from(month: int, day: int, count: int) -> list[datetime]:
    start = at(month, day, 16)
    return [start.fromtimestamp(start.timestamp() + 86_400 * number, UTC) for number in range(count)]


def test_a_public_holiday_of_the_asker_s_state_and_the_weekend_count_for_nothing(requests, chloe, henri, cora):
    # Wednesday; Thursday 14 May 2026 is Ascension Day in France.
    make.topic(requests, chloe.membership, at=at(5, 13))
    assert heard_on(days_from(5, 13, 12), henri, cora) == ((5, 18), (5, 21))


def test_the_same_day_is_a_working_day_for_an_asker_in_another_state(requests, ana, henri, cora):
    make.topic(requests, ana.membership, at=at(5, 13))
    assert heard_on(days_from(5, 13, 12), henri, cora) == ((5, 15), (5, 20))


def test_an_office_that_works_from_sunday_to_thursday_is_waited_for_on_its_own_days(requests, algiers, henri, cora):
    # Wednesday: Thursday is one, Friday and Saturday are none, Sunday is two.
    make.topic(requests, algiers, at=at(6, 3))
    assert heard_on(days_from(6, 3, 12), henri, cora) == ((6, 7), (6, 10))


def test_holidays_beside_such_a_weekend_are_left_out_too(requests, algiers, henri, cora):
    # Tuesday; from Wednesday 27 to Friday 29 May 2026 the feast of sacrifice is kept in Algeria.
    make.topic(requests, algiers, at=at(5, 26))
    assert heard_on(days_from(5, 26, 14), henri, cora) == ((6, 1), (6, 4))


def test_the_day_is_that_of_the_asker_s_own_clock(requests, ana, henri, cora):
    # Thursday evening in UTC is Friday in Mauritius: Monday is one, Tuesday is two.
    make.topic(requests, ana.membership, at=at(6, 11, 21))
    assert heard_on(days_from(6, 12, 10), henri, cora) == ((6, 16), (6, 19))


def test_the_author_of_an_answer_is_asked_on_his_office_s_next_working_day(requests, chloe):
    make.topic(requests, chloe.membership, at=at(5, 12))
    Topic.objects.update(status="answered", stands_since=at(5, 13))
    assert [ask_for_outcomes(actor=CLOCK, now=at(5, day)) for day in (13, 14, 15, 18)] == [0, 0, 1, 0]
