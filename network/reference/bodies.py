"""States, territories and organizations as they stand in `network/data/bodies.json`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel import Locale

from network.reference.rows import (
    DATA,
    LANGUAGES,
    WRITTEN_LANGUAGES,
    ReferenceDataError,
    Row,
    Texts,
    read_rows,
)

BODIES = DATA / "bodies.json"
KINDS = ("state", "territory", "organization")
# Of a body that ended, the four letters of ISO 3166-3: another one may have its two-letter code by now.
KEY = r"[A-Z]{2,20}"
CODES = {"alpha2": r"[A-Z]{2}", "alpha3": r"[A-Z]{3}", "numeric": r"[0-9]{3}"}


@dataclass(frozen=True)
class BodyRecord:
    """A State, territory or organization, with its history.

    `since` is the first day (for a Member State of the United Nations, that of its membership), `until`
    the first day on which the body no longer was; `succeeded_by` without `until` means that the day is not
    known for certain. `names` and `footnote` are by language, and `names` holds only what overrides CLDR.
    """

    key: str
    kind: str
    alpha2: str | None
    alpha3: str | None
    numeric: str | None
    parent: str | None
    since: date | None
    until: date | None
    succeeded_by: str | None
    source: str
    names: Texts
    footnote: Texts


def load_bodies(path: Path = BODIES) -> tuple[BodyRecord, ...]:
    """Read every body, or raise `ReferenceDataError`; what a body refers to is in the same file."""
    bodies = tuple(_body(row) for row in read_rows(path, "bodies", BodyRecord))
    by_key = {body.key: body for body in bodies}
    held = {field: Counter(getattr(body, field) for body in bodies if not body.until) for field in CODES}
    for body in bodies:
        for field in ("parent", "succeeded_by"):
            _follow(path, by_key, body, field)
        for field, times in held.items():
            code = getattr(body, field)
            if code and not body.until and times[code] > 1:
                raise ReferenceDataError(path, body.key, field, f"“{code}” is held by two bodies at once")
        missing = set(LANGUAGES) - body_names(body).keys()
        if missing:
            raise ReferenceDataError(path, body.key, "names", f"there is no name in {', '.join(sorted(missing))}")
    return bodies


def body_names(body: BodyRecord) -> dict[str, str]:
    """The name in each of the six languages: that of the file, else that of CLDR for a body that still is."""
    names = dict(body.names)
    for language in LANGUAGES:
        # A code of a body that ended may have been given to another one, so CLDR is not asked for it.
        name = None if body.until else Locale(language).territories.get(body.alpha2 or body.key)
        if name:
            names.setdefault(language, name)
    return {language: names[language] for language in LANGUAGES if language in names}


def _follow(path: Path, by_key: Mapping[str, BodyRecord], body: BodyRecord, field: str) -> None:
    seen = {body.key}
    here = body
    while (key := getattr(here, field)) is not None:
        if key not in by_key:
            raise ReferenceDataError(path, here.key, field, f"there is no body “{key}”")
        if key in seen:
            raise ReferenceDataError(path, body.key, field, f"“{key}” leads back to itself")
        seen.add(key)
        here = by_key[key]


def _body(row: Row) -> BodyRecord:
    key, kind = row.text("key", KEY), row.choice("kind", KINDS)
    codes = {field: row.optional(field, pattern) for field, pattern in CODES.items()}
    since, until = row.day("since"), row.day("until")
    for field, code in codes.items():
        if kind == "organization" and code:
            raise row.error(field, "an organization has no ISO 3166 code")
        if code is None and (kind == "state" or any(codes.values())):
            raise row.error(field, "the code is missing")
    if codes["alpha2"] and not until and codes["alpha2"] != key:
        raise row.error("alpha2", "the key of a body that exists is its two-letter code")
    if since and until and until <= since:
        raise row.error("until", "it does not lie after “since”")
    return BodyRecord(
        key=key,
        kind=kind,
        **codes,
        parent=row.optional("parent"),
        since=since,
        until=until,
        succeeded_by=row.optional("succeeded_by"),
        source=row.text("source"),
        names=row.texts("names", required=()),
        footnote=row.texts("footnote", required=WRITTEN_LANGUAGES if row.values["footnote"] else ()),
    )
