"""Strict reading of one JSON entry, field by field, with faults named in words."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

LANGUAGES = ("en", "fr", "es", "ar")

Names = Mapping[str, str]


class ContentError(ValueError):
    """A fault in a data file: which file, which entry, which field, and what is wrong."""

    def __init__(self, file: str, entry: str, field: str, fault: str) -> None:
        super().__init__(f"{file}: {entry}: field “{field}” {fault}")
        self.file, self.entry, self.field, self.fault = file, entry, field, fault


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day counted from today and a time of day in UTC, so that the demonstration never grows old."""

    days: int
    minutes: int

    def at(self, now: datetime) -> datetime:
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=self.days, minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Entry:
    """One JSON object, which knows where it stands and refuses what it was not asked for."""

    file: str
    name: str
    data: Mapping[str, Any]

    def fault(self, field: str, words: str) -> ContentError:
        return ContentError(self.file, self.name, field, words)

    def holds(self, *fields: str) -> None:
        for field in fields:
            if field not in self.data:
                raise self.fault(field, "is missing")
        for field in self.data:
            if field not in fields:
                raise self.fault(field, "is not known here")

    def value(self, field: str, kind: type, words: str) -> Any:
        value = self.data.get(field)
        # In Python True is an int: without the second test a flag would pass for a number.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fault(field, f"must be {words}")
        return value

    def text(self, field: str, pattern: str = "", blank: bool = False) -> str:
        value: str = self.value(field, str, "text")
        if not blank and not value.strip():
            raise self.fault(field, "must not be empty")
        if pattern and not re.fullmatch(pattern, value):
            raise self.fault(field, f"has an unexpected form: “{value}”")
        return value

    def flag(self, field: str) -> bool:
        value: bool = self.value(field, bool, "true or false")
        return value

    def number(self, field: str, least: int) -> int:
        value: int = self.value(field, int, "a whole number")
        if value < least:
            raise self.fault(field, f"must be at least {least}")
        return value

    def choice(self, field: str, allowed: tuple[str, ...]) -> str:
        value = self.text(field)
        if value not in allowed:
            raise self.fault(field, f"must be one of {', '.join(allowed)}, not “{value}”")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        values = self.value(field, list, "a list of texts")
        if not all(isinstance(value, str) and value for value in values):
            raise self.fault(field, "must be a list of texts")
        if len(set(values)) != len(values):
            raise self.fault(field, "names something twice")
        return tuple(values)

    def names(self, field: str) -> Names:
        names = self.value(field, dict, "an object with one text for each language")
        for language, name in names.items():
            if language not in LANGUAGES:
                raise self.fault(field, f"has an unknown language: “{language}”")
            if not isinstance(name, str) or not name.strip():
                raise self.fault(field, f"has no text in “{language}”")
        if "en" not in names:
            raise self.fault(field, "needs a text in “en”, to which every reader can fall back")
        return MappingProxyType(dict(names))

    def zone(self, field: str) -> str:
        name = self.text(field)
        try:
            ZoneInfo(name)
        except (KeyError, OSError, ValueError):
            raise self.fault(field, f"is not a known time zone: “{name}”") from None
        return name

    def moment(self, field: str) -> Moment:
        value = self.text(field)
        form = re.fullmatch(r"([+-]\d{1,4})d ([01]\d|2[0-3]):([0-5]\d)", value, re.ASCII)
        if form is None:
            raise self.fault(field, f"must be a day and a time such as “-12d 09:30”, not “{value}”")
        return Moment(int(form[1]), int(form[2]) * 60 + int(form[3]))

    def absent(self, field: str) -> bool:
        return self.data.get(field) is None

    def entries(self, field: str) -> list[Any]:
        values: list[Any] = self.value(field, list, "a list")
        return values


def entry(file: str, name: str, data: Any) -> Entry:
    if not isinstance(data, dict):
        raise ContentError(file, name, "(whole)", "must be an object")
    return Entry(file, name, data)


def load(folder: Path, file: str) -> Any:
    """Parse one file; a key written twice is a fault, since JSON would silently keep the last."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise ContentError(file, "an object", key, "is written twice")
            found[key] = value
        return found

    try:
        return json.loads((folder / file).read_text(encoding="utf-8"), object_pairs_hook=once)
    except OSError:
        raise ContentError(file, "the file", "(whole)", "cannot be read") from None
    except UnicodeDecodeError:
        raise ContentError(file, "the file", "(whole)", "is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ContentError(file, f"line {error.lineno}", "(whole)", f"is not valid JSON: {error.msg}") from None


def items(file: str, kind: str, values: Any, label: str) -> list[Entry]:
    """Name each object of a list by its own label where it has one, else by its place."""
    if not isinstance(values, list):
        raise ContentError(file, "the file", kind, "must be a list")
    found = []
    for place, value in enumerate(values, start=1):
        given = value.get(label) if isinstance(value, dict) else None
        name = f"{kind} {given}" if isinstance(given, str) and given else f"{kind} number {place}"
        found.append(entry(file, name, value))
    return found
