"""One file of reference data as rows, whose fields are read with their type, or refused with a sentence."""

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

FORMAT = 1
DATA = Path(__file__).parent.parent / "data"

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
# What we write ourselves: the languages of the interface, and Spanish, in which several of the networks work.
WRITTEN_LANGUAGES = ("en", "fr", "ar", "es")

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

Texts: TypeAlias = Mapping[str, str]


class ReferenceDataError(ValueError):
    """A reference file cannot be trusted: which file, which record, which field, and why."""

    def __init__(self, path: Path, key: str | None, field: str | None, reason: str) -> None:
        self.path, self.key, self.field, self.reason = path, key, field, reason
        record = f", record “{key}”" if key is not None else ""
        where = f", field “{field}”" if field is not None else ""
        sentence = f"{path.name}{record}{where}: {reason}."
        # A lone surrogate in the file must not make the complaint itself unprintable.
        super().__init__(sentence.encode("utf-8", "backslashreplace").decode())


class Row:
    """One object of a file, whose fields are read with their type, or refused with a sentence."""

    def __init__(self, path: Path, key: str | None, values: object, expected: Collection[str]) -> None:
        self.path, self.key = path, key
        if not isinstance(values, dict):
            raise self.error(None, "an object is expected here")
        self.values: dict[str, Any] = values
        shown = values.get("key")
        self.key = key if key is not None or not isinstance(shown, str) else shown
        for field in sorted(values.keys() - set(expected)):
            raise self.error(field, "this field is not known")
        for field in sorted(set(expected) - values.keys()):
            raise self.error(field, "this field is missing")

    def error(self, field: str | None, reason: str) -> ReferenceDataError:
        return ReferenceDataError(self.path, self.key, field, reason)

    def text(self, field: str, pattern: str | None = None) -> str:
        return self._text(field, self.values[field], pattern)

    def optional(self, field: str, pattern: str | None = None) -> str | None:
        return None if self.values[field] is None else self.text(field, pattern)

    def choice(self, field: str, choices: Collection[str]) -> str:
        return self.text(field, "|".join(choices))

    def flag(self, field: str) -> bool:
        if not isinstance(self.values[field], bool):
            raise self.error(field, "true or false is expected")
        return bool(self.values[field])

    def year(self, field: str) -> int | None:
        year = self.values[field]
        if year is not None and (type(year) is not int or not 1900 <= year <= 2100):
            raise self.error(field, "a year is expected, or null")
        return year

    def day(self, field: str) -> date | None:
        day = self.optional(field, DAY)
        try:
            return date.fromisoformat(day) if day else None
        except ValueError:
            raise self.error(field, f"“{day}” is not a day of the calendar") from None

    def list_of(self, field: str) -> list[Any]:
        items = self.values[field]
        if not isinstance(items, list) or not items:
            raise self.error(field, "a list with something in it is expected")
        return items

    def sentences(self, field: str, pattern: str | None = None) -> tuple[str, ...]:
        items = tuple(self._text(field, item, pattern) for item in self.list_of(field))
        if len(set(items)) < len(items):
            raise self.error(field, "something is given twice")
        return items

    def texts(self, field: str, *, required: Collection[str], lines: int = 1) -> Texts:
        texts = self.values[field]
        if not isinstance(texts, dict):
            raise self.error(field, "texts by language are expected")
        for language in sorted(texts.keys() - set(LANGUAGES)):
            raise self.error(field, f"the language “{language}” is not one of the six")
        for language in sorted(set(required) - texts.keys()):
            raise self.error(field, f"the text in “{language}” is missing")
        for text in texts.values():
            parts = text.split("\n") if isinstance(text, str) else [text]
            if len(parts) != lines:
                raise self.error(field, f"the text has {len(parts)} lines, not {lines}")
            for part in parts:
                self._text(field, part, None)
        return MappingProxyType(dict(texts))

    def _text(self, field: str, text: object, pattern: str | None) -> str:
        # Not printable: control characters, lone surrogates, marks that turn the direction of writing.
        if not isinstance(text, str) or not text or text != text.strip() or not text.isprintable():
            raise self.error(field, "a plain text without blanks around it is expected")
        if pattern and not re.fullmatch(pattern, text):
            raise self.error(field, f"“{text}” is not of the form that is expected")
        return text


def read_rows(path: Path, name: str, record: type[Any]) -> "list[Row]":
    """The records of the file, each with exactly the fields of RECORD and a key of its own."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=unique_names)
    except (OSError, ValueError, RecursionError) as error:
        raise ReferenceDataError(path, None, None, f"it cannot be read as JSON: {error}") from error
    top = Row(path, None, content, ("format", "sources", name))
    if type(top.values["format"]) is not int or top.values["format"] != FORMAT:
        raise ReferenceDataError(path, None, "format", f"this version reads format {FORMAT}")
    top.sentences("sources")
    rows = [Row(path, None, row, tuple(field.name for field in fields(record))) for row in top.list_of(name)]
    for row in rows:
        row.key = row.text("key")
    for key, times in Counter(row.key for row in rows).items():
        if times > 1:
            raise ReferenceDataError(path, key, "key", "it is given twice")
    return rows


def unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Python's reader lets the last of two equal names win, which would hide a slip in the file.
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            raise ValueError(f"the name “{name}” is given twice in one object")
    return dict(pairs)
