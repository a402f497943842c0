"""An office's working time: in its own zone, with its own weekend and holidays."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from network.calendar import OfficeCalendar, clock_of, span, zone_named
from network.models import Authority
from tests.personas import body


def calendar(zone="Europe/Paris", weekend=(5, 6), country="FR", opens=time(9), closes=time(17)):
    return OfficeCalendar(ZoneInfo(zone), opens, closes, frozenset(weekend), country)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (utc(2026, 11, 18, 7, 59), False),  # 08:59 in Paris
        (utc(2026, 11, 18, 8, 0), True),
        (utc(2026, 11, 18, 15, 59), True),
        (utc(2026, 11, 18, 16, 0), False),
        (utc(2026, 11, 21, 10, 0), False),  # Saturday
        (utc(2026, 5, 1, 10, 0), False),  # a public holiday
    ],
)
def test_an_office_is_open_in_its_own_hours_on_its_own_working_days(at, expected):
    assert calendar().is_open(at) is expected


def test_an_office_whose_weekend_is_friday_and_saturday_works_on_sunday():
    cairo = calendar("Africa/Cairo", weekend=(4, 5), country="")
    assert cairo.is_open(utc(2026, 11, 22, 10))
    assert not cairo.is_open(utc(2026, 11, 20, 10))


def test_the_next_opening_skips_the_weekend():
    assert calendar().next_opening(utc(2026, 11, 20, 17)) == utc(2026, 11, 23, 8)


def test_the_next_opening_of_an_office_that_is_about_to_open_is_today():
    assert calendar().next_opening(utc(2026, 11, 18, 8)) == utc(2026, 11, 18, 8)


def test_the_next_opening_follows_the_change_to_summer_time():
    assert calendar().next_opening(utc(2026, 3, 27, 17)) == utc(2026, 3, 30, 7)


def test_an_office_that_never_works_has_no_next_opening():
    assert calendar(weekend=range(7)).next_opening(utc(2026, 11, 18, 8)) is None


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (utc(2026, 11, 18, 8), utc(2026, 11, 18, 16), 0),
        (utc(2026, 11, 20, 8), utc(2026, 11, 23, 8), 1),
        (utc(2026, 11, 16, 8), utc(2026, 11, 30, 8), 10),
        (utc(2026, 4, 30, 8), utc(2026, 5, 4, 8), 1),  # 1 May is free
        (utc(2026, 11, 23, 8), utc(2026, 11, 20, 8), 0),
    ],
)
def test_working_days_are_counted_in_the_offices_own_calendar(start, end, days):
    assert calendar().working_days_between(start, end) == days


def test_a_zone_that_nobody_knows_is_read_as_utc():
    assert zone_named("Middle/Earth") == zone_named("../../etc/passwd") == ZoneInfo("UTC")


def test_a_country_without_known_holidays_has_none():
    assert calendar(country="XX").is_open(utc(2026, 5, 1, 10))


@pytest.mark.django_db
def test_the_clock_says_whether_the_office_is_open_and_when_that_changes():
    office = Authority(body=body("FR", "France"), zone="Europe/Paris", names={"en": "Office"})
    open_now = clock_of(office, utc(2026, 11, 18, 15, 30))
    closed = clock_of(office, utc(2026, 11, 18, 18))
    assert (open_now.is_open, open_now.label) == (True, "open now, closes in 30 minutes")
    assert (closed.is_open, closed.label) == (False, "closed, opens in 14 hours")


@pytest.mark.django_db
def test_the_clock_of_an_office_that_never_works_admits_it():
    office = Authority(body=body("FR", "France"), zone="Europe/Paris", names={"en": "Office"}, weekend=list(range(7)))
    assert clock_of(office, utc(2026, 11, 18, 15)).label == "office hours not known"


def test_a_length_of_time_is_written_in_the_unit_that_fits():
    from datetime import timedelta as length

    assert [span(length(minutes=1)), span(length(hours=3)), span(length(days=3))] == ["1 minute", "3 hours", "3 days"]
