"""When an office works: its zone, hours, weekend and public holidays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.models import Authority

# An office that does not open within this many days has no calendar worth the name.
HORIZON = 60


@dataclass(frozen=True)
class OfficeCalendar:
    """The working time of one office. `country` is an ISO 3166 code, or "" where no holidays are known."""

    zone: ZoneInfo
    opens: time
    closes: time
    weekend: frozenset[int]
    country: str

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in self.weekend and not is_holiday(self.country, day)

    def is_open(self, at: datetime) -> bool:
        """Whether the office works at the instant AT; it no longer does at its closing time."""
        local = at.astimezone(self.zone)
        return self.is_working_day(local.date()) and self.opens <= local.time() < self.closes

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first instant from AT on at which the office opens; None when it does not within two months."""
        first = at.astimezone(self.zone).date()
        for day in (first + timedelta(days=ahead) for ahead in range(HORIZON)):
            opening = datetime.combine(day, self.opens, self.zone)
            if self.is_working_day(day) and opening >= at:
                return opening
        return None

    def closing(self, at: datetime) -> datetime:
        """Return when the office closes on the day of AT."""
        return datetime.combine(at.astimezone(self.zone).date(), self.closes, self.zone)

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Return how many working days begin after the day of START, up to and with the day of END; never below 0.

        Both days are the office's own: from Friday to Monday is one working day, within one day is none.
        """
        first, last = (moment.astimezone(self.zone).date() for moment in (start, end))
        return sum(self.is_working_day(day) for day in _days_after(first, last))


@dataclass(frozen=True)
class Clock:
    """What a reader is told of an office now: open or not, in words, and its local time."""

    is_open: bool
    label: str
    local: datetime


def calendar_of(authority: Authority) -> OfficeCalendar:
    """Return the calendar of AUTHORITY, whose body must have been read with it."""
    return OfficeCalendar(
        zone=zone_named(authority.zone),
        opens=authority.opens,
        closes=authority.closes,
        weekend=frozenset(authority.weekend),
        country=authority.body.alpha2,
    )


def clock_of(authority: Authority, at: datetime | None = None) -> Clock:
    """Return what AUTHORITY's clock says at the instant AT (default: now)."""
    at = at or timezone.now()
    calendar = calendar_of(authority)
    local = at.astimezone(calendar.zone)
    if calendar.is_open(at):
        return Clock(True, _("open now, closes in %(span)s") % {"span": span(calendar.closing(at) - at)}, local)
    opening = calendar.next_opening(at)
    if opening is None:
        return Clock(False, _("office hours not known"), local)
    return Clock(False, _("closed, opens in %(span)s") % {"span": span(opening - at)}, local)


def span(length: timedelta) -> str:
    """Write a length of time in words: in minutes below an hour, in hours below two days, else in days."""
    minutes = max(1, round(length / timedelta(minutes=1)))
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone NAME; UTC when the machine does not know it, rather than a page that breaks."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def is_holiday(country: str, day: date) -> bool:
    return bool(country) and day in _holidays(country, day.year)


@lru_cache(maxsize=512)
def _holidays(country: str, year: int) -> frozenset[date]:
    # Imported when first asked for: most processes never look at a holiday of most countries.
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def _days_after(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
