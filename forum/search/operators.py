"""What the operators of a query mean: names in the index, a range of time, or a sentence where nothing is meant."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Topic
from forum.search import tokens
from forum.search.folding import fold
from forum.search.query import Alternatives, Operator
from forum.search.scope import Place, Scope
from forum.search.terms import Terms
from network.models import Membership

DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
HELD = {"file": "file", "files": "file", "link": "link", "links": "link", "quote": "quote", "poll": "poll"}
ANSWER = {"answer", "answers"}
CODES = {code.replace("+", "").lower(): code for code in Topic.Code.values}


@dataclass
class Meant:
    """What was found to be meant, gathered operator by operator."""

    reader: Membership
    scope: Scope
    terms: Terms
    problems: list[str] = field(default_factory=list)
    # Several of one operator widen it: state:fr state:mu is either.
    any_of: dict[str, set[str]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None


def apply(operators: Iterable[Operator], reader: Membership, scope: Scope, terms: Terms) -> list[str]:
    """Add to TERMS what OPERATORS mean; return a sentence for each that means nothing."""
    meant = Meant(reader, scope, terms)
    for one in operators:
        if one.value:
            MEANINGS[one.name](meant, one)
        else:
            meant.problems.append(_("“%(name)s:” wants a value right behind it, without a space.") % {"name": one.name})
    terms.wanted += [Alternatives(frozenset(found)) for found in meant.any_of.values() if found]
    if meant.since or meant.until:
        low = tokens.instant(meant.since) if meant.since else 0
        high = tokens.instant(meant.until) if meant.until else 2**62
        terms.range = [low, high]
        terms.oldest = max(terms.oldest, low)
        terms.begin = min(terms.begin, high)
    return meant.problems


def _take(meant: Meant, one: Operator, found: set[str]) -> None:
    if one.is_excluded:
        meant.terms.unwanted.append(Alternatives(frozenset(found)))
    else:
        meant.any_of.setdefault(one.name, set()).update(found)


def _unknown(meant: Meant, one: Operator) -> None:
    said = {"name": one.name, "value": one.value[:60]}
    meant.problems.append(_("“%(name)s:” does not know “%(value)s”. Correct it or take it out.") % said)


def _in(meant: Meant, one: Operator) -> None:
    places = [*meant.scope.networks, *meant.scope.forums]
    found = {place.token for place in places if _called(place, one.value)}
    _take(meant, one, found) if found else _unknown(meant, one)


def _called(place: Place, value: str) -> bool:
    wanted = _plain(value)
    said = [place.key, place.abbreviation, *place.names.values()]
    return value == place.public_id or (bool(wanted) and wanted in {_plain(one) for one in said})


def _from(meant: Meant, one: Operator) -> None:
    if fold(one.value) in {"me", fold(_("me"))}:
        return _take(meant, one, {tokens.written_by(meant.reader.pk)})
    bodies = {tokens.written_in(pk) for pk in _bodies(meant.scope, one.value)}
    people = set() if bodies else meant.scope.people_called(one.value)
    # By name somebody is found only where names are shown (access/knowing.py): else whoever is told no more than a
    # function and a State would learn from the hits who it was, and from those that are missing under "-from:".
    inside = {tokens.written_inside(pk, network) for pk in people for network in meant.scope.network_ids}
    found = bodies | inside
    if found or not people:
        return _take(meant, one, found) if found else _unknown(meant, one)
    # Known by name, and nowhere to be found: the same as somebody who wrote nothing.
    return _take(meant, one, {tokens.NOBODY})


def _state(meant: Meant, one: Operator) -> None:
    found = {tokens.of_state(pk) for pk in _bodies(meant.scope, one.value)}
    _take(meant, one, found) if found else _unknown(meant, one)


def _bodies(scope: Scope, value: str) -> set[int]:
    wanted = _plain(value)
    return {pk for pk, said in scope.bodies if wanted and wanted in map(_plain, said)}


def _status(meant: Meant, one: Operator) -> None:
    wanted = {"waiting": "waiting", "waitingon": "waiting"} | _choices(Topic.Status.choices)
    found = wanted.get(_plain(one.value))
    if found is None:
        return _unknown(meant, one)
    (meant.terms.other_statuses if one.is_excluded else meant.terms.statuses).append(found)
    return None


def _kind(meant: Meant, one: Operator) -> None:
    found = _choices(Topic.Kind.choices).get(_plain(one.value).removesuffix("s"))
    _take(meant, one, {tokens.of_kind(found)}) if found else _unknown(meant, one)


def _code(meant: Meant, one: Operator) -> None:
    found = CODES.get(_plain(one.value).removeprefix("tlp"))
    _take(meant, one, {tokens.of_code(found)}) if found else _unknown(meant, one)


def _has(meant: Meant, one: Operator) -> None:
    value = fold(one.value)
    if value in ANSWER:
        meant.terms.answered = not one.is_excluded
    elif value in HELD:
        _take(meant, one, {tokens.holding(HELD[value])})
    else:
        _unknown(meant, one)


def _before(meant: Meant, one: Operator) -> None:
    day = _day(one.value)
    if day is None:
        return _no_day(meant, one)
    begin = _begin(meant.reader, day[0])
    meant.until = min(meant.until, begin) if meant.until else begin
    return None


def _after(meant: Meant, one: Operator) -> None:
    day = _day(one.value)
    if day is None:
        return _no_day(meant, one)
    begin = _begin(meant.reader, day[0])
    meant.since = max(meant.since, begin) if meant.since else begin
    return None


def _no_day(meant: Meant, one: Operator) -> None:
    said = {"name": one.name, "value": one.value[:60]}
    meant.problems.append(
        _("“%(name)s:” wants a day, such as 2026-03-31, a month or a year; “%(value)s” is none.") % said
    )


def _day(value: str) -> tuple[date] | None:
    """Return the first day of a day, month or year; a tuple, since a date is never false and None is none."""
    match = DAY.fullmatch("".join(str(int(one)) if one.isdecimal() else one for one in value))
    if match is None:
        return None
    try:
        return (date(int(match[1]), int(match[2] or 1), int(match[3] or 1)),)
    except ValueError:
        return None


def _begin(reader: Membership, day: date) -> datetime:
    zone = reader.member.zone or reader.authority.zone or "UTC"
    # No zone is further than a day from UTC; at either end of time there is no day before or after.
    day = min(max(day, date(1970, 1, 2)), date(9000, 1, 1))
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _choices(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {_plain(said): key for key, label in choices for said in (key, str(label))}


def _plain(text: str) -> str:
    return "".join(letter for letter in fold(text.replace(" ", "")) if letter.isalnum())


def now_in_milliseconds() -> int:
    return tokens.instant(timezone.now() + timedelta(days=1))


MEANINGS: Mapping[str, Callable[[Meant, Operator], None]] = {
    "in": _in,
    "from": _from,
    "state": _state,
    "status": _status,
    "kind": _kind,
    "code": _code,
    "has": _has,
    "before": _before,
    "after": _after,
}
