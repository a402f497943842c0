"""What stands in each line of an archive, field by field: nothing else, nothing longer, nothing missing."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError

from forum.models import ModerationAct, Poll, Topic
from moving.leaving.rows import OF_EXPORTS
from network.models import Authority
from network.text import CONTROLS, TURNING, clean_line, clean_text
from writing.files.limits import MOST

Check = Callable[[Any], Any]
# A mail's text with its folded quotation may be longer than what a member types.
LONGEST_BODY = 100_000
MOST_QUOTES, MOST_CHOICES, MOST_VOTES, MOST_BODIES = 50, 50, 20_000, 300
SMALL, GREAT = 32_767, 2_147_483_647
ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
AUTHOR = re.compile(r"[a-z0-9_-]{8,64}", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
KEY = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
UNREADABLE = re.compile("[\x00\ud800-\udfff]")
# RED and AMBER+STRICT never leave: whom they name is not known elsewhere, and nobody else may read.
CARRIED = ("AMBER", "GREEN", "CLEAR")


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


def text(most: int) -> Check:
    """Some lines of text, at most MOST signs."""

    def check(value: Any) -> str:
        _must(isinstance(value, str) and len(value) <= most, f"is no text of at most {most} signs")
        _must(not UNREADABLE.search(value), "holds signs that no text has")
        return str(value)

    return check


def line(most: int, *, empty: bool = True) -> Check:
    """One line: what would turn or hide what stands around it is taken out."""

    def check(value: Any) -> str:
        cleaned = _clean(clean_line, TURNING.sub("", CONTROLS.sub(" ", text(most)(value))))
        _must(empty or bool(cleaned), "is empty")
        return str(cleaned)

    return check


def words(most: int) -> Check:
    return lambda value: _clean(clean_text, text(most)(value))


def _clean(clean: Callable[[str], str], value: str) -> str:
    try:
        return clean(value)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error


def matching(pattern: re.Pattern[str], what: str) -> Check:
    def check(value: Any) -> str:
        _must(isinstance(value, str) and pattern.fullmatch(value) is not None, f"is no {what}")
        return str(value)

    return check


def one_of(*choices: str) -> Check:
    def check(value: Any) -> str:
        _must(
            isinstance(value, str) and value in choices, f"is none of {', '.join(one or '(empty)' for one in choices)}"
        )
        return str(value)

    return check


def number(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        _must(is_whole and least <= value <= most, f"is no whole number from {least} to {most}")
        return int(value)

    return check


def flag(value: Any) -> bool:
    _must(isinstance(value, bool), "is neither true nor false")
    return bool(value)


def instant(value: Any) -> datetime:
    _must(isinstance(value, str) and INSTANT.fullmatch(value) is not None, "is no time (2026-01-31T09:30:00.000000Z)")
    moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    _must(1970 <= moment.year <= 2200, "is no time that can be")
    return moment


def maybe(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def several(check: Check, most: int) -> Check:
    def checked(value: Any) -> list[Any]:
        _must(isinstance(value, list) and len(value) <= most, f"is no list of at most {most}")
        return [check(one) for one in value]

    return checked


def names(value: Any) -> dict[str, str]:
    _must(isinstance(value, dict) and len(value) <= 30, "is no name by language")
    return {
        matching(re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?"), "language")(key): line(500)(one)
        for key, one in value.items()
    }


def record(**fields: Check) -> Check:
    def check(value: Any) -> dict[str, Any]:
        _must(isinstance(value, dict) and set(value) == set(fields), f"has not the fields {', '.join(fields)}")
        return {name: field(value[name]) for name, field in fields.items()}

    return check


public_id, author = matching(ID, "public id"), matching(AUTHOR, "author")
code, own_code = one_of(*CARRIED), one_of("", *CARRIED)
language = one_of(*dict(settings.CONTENT_LANGUAGES))
zone = one_of("", *sorted(available_timezones()))
body = matching(re.compile(r"[A-Za-z0-9_-]{1,20}", re.ASCII), "body")
office = record(names=names, type=one_of(*Authority.Kind.values), body=body)
status = one_of(*Topic.Status.values)
of_act = one_of(*(act for act in ModerationAct.Act.values if act not in OF_EXPORTS))

LINES: dict[str, dict[str, Check]] = {
    "network": {
        "key": matching(KEY, "key"),
        "names": names,
        "languages": several(line(8), 30),
        "states": several(body, MOST_BODIES),
    },
    "author": {"id": author, "function": names, "authority": office},
    "forum": {
        "id": public_id,
        "key": matching(KEY, "key"),
        "names": names,
        "purpose": names,
        "position": number(0, SMALL),
        "created_at": instant,
        "closed_at": maybe(instant),
        "retention_years": number(1, 50),
    },
    "topic": {
        "id": public_id,
        "forum": public_id,
        "type": one_of(*Topic.Kind.values),
        "title": line(200, empty=False),
        "language": language,
        "code": code,
        "author": author,
        "created_at": instant,
        "asked_by": maybe(office),
        "status": status,
        "stands_since": maybe(instant),
        "waiting_author": flag,
        "waiting_body": maybe(body),
        "waiting_since": maybe(instant),
        "waiting_until": maybe(instant),
        "waiting_zone": zone,
        "cooperation": one_of("", *Topic.Cooperation.values),
        "requesting": maybe(body),
        "requested": several(body, MOST_BODIES),
        "legal_basis": line(300),
        "stage": one_of("", *Topic.Stage.values),
        "deadline": maybe(instant),
        "deadline_zone": zone,
        "deadline_reason": line(300),
        "pinned_at": maybe(instant),
        "locked_at": maybe(instant),
        "slow_seconds": number(0, 10_000_000),
    },
    "status": {
        "topic": public_id,
        "actor": maybe(author),
        "at": instant,
        "status": status,
        "waiting_author": flag,
        "waiting_body": maybe(body),
        "waiting_until": maybe(instant),
        "waiting_zone": zone,
        "reason": words(500),
    },
    "post": {
        "id": public_id,
        "topic": public_id,
        "seq": number(1, 9_999_999),
        "parent": maybe(public_id),
        "author": author,
        "language": language,
        "created_at": instant,
        "code": own_code,
        "body": text(LONGEST_BODY),
        "version": number(1, SMALL),
        "edited_at": maybe(instant),
        "hidden_at": maybe(instant),
        "erased_at": maybe(instant),
        "accepted_at": maybe(instant),
        "accepted_by": maybe(author),
        "helped": number(0, GREAT),
        "quotes": several(record(post=public_id, words=text(LONGEST_BODY)), MOST_QUOTES),
    },
    "version": {
        "post": public_id,
        "number": number(1, SMALL),
        "body": text(LONGEST_BODY),
        "written_at": instant,
        "replaced_at": instant,
        "reason": words(300),
    },
    "poll": {
        "post": public_id,
        "question": line(300),
        "voter": one_of(*Poll.Voter.values),
        "many": flag,
        "until": instant,
        "zone": zone,
        "choices": several(line(200), MOST_CHOICES),
        "votes": several(record(choice=number(0, MOST_CHOICES), author=author, at=instant), MOST_VOTES),
    },
    "file": {
        "id": public_id,
        "post": public_id,
        "position": number(0, SMALL),
        "name": line(200, empty=False),
        "code": own_code,
        "at": instant,
        "size": number(0, GREAT),
        "sha256": lambda value: "" if value == "" else matching(HASH, "SHA-256")(value),
    },
    "act": {
        "id": public_id,
        "act": of_act,
        "actor": maybe(author),
        "role": line(16),
        "reason": words(500),
        "at": instant,
        "topic": maybe(public_id),
        "post": maybe(public_id),
    },
}
# What lines of earlier writers lack, and what it is then.
ADDED: dict[str, dict[str, Any]] = {"poll": {"zone": ""}}
MOST_FILES = MOST


def checked(row: dict[str, Any]) -> dict[str, Any]:
    """Return ROW with its values as they are used here. Raises ValueError with a sentence on what is wrong."""
    kind = row.get("kind")
    fields = LINES.get(kind) if isinstance(kind, str) else None
    if fields is None:
        raise ValueError(f"is of an unknown kind: {str(kind)[:40]!r}")
    row = ADDED.get(str(kind), {}) | row
    strange = sorted(str(name)[:40] for name in row.keys() - fields.keys() - {"kind"})
    missing = sorted(fields.keys() - row.keys())
    if strange or missing:
        raise ValueError(f"({kind}) has strange fields {strange}, or lacks {missing}")
    found: dict[str, Any] = {"kind": kind}
    for name, check in fields.items():
        try:
            found[name] = check(row[name])
        except ValueError as error:
            raise ValueError(f"({kind}): {name} {error}") from error
    return found
