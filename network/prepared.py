"""A reading that is compiled once: the statement that the rule makes, with places where the reader will stand.

To build a statement from a rule costs Django ten times what the database needs to answer it, on each page anew. The
rule depends on who the reader is only by a few numbers and the role, so its statement is compiled once for each role
with numbers that nobody has, and these are exchanged for the reader's when it runs. There is one rule, and it is asked;
a test holds what comes back against `visible_to` for everybody.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from network.guard import is_current
from network.models import Membership
from network.planned import ask, place
from network.readers import Reader
from network.values import stored

# Stands for the public id that is looked for.
WANTED = "\x01wanted\x01"
# Numbers that no row has, one for each by which a rule may know a reader.
NUMBERS = {-7_310_000_001: "pk", -7_310_000_002: "member_id", -7_310_000_003: "authority_id"}
DUTIES = ("duty_content", "duty_membership", "duty_technical")
# A number that no row has, for the key of the row to which something belongs.
KEY = -7_310_000_004
# Since when whoever stands in is here. A rule that looked at it would find another reader's date in its statement.
SINCE = datetime(2000, 1, 1, tzinfo=UTC)
# How SQLite is given an instant; the rules know only one: now.
INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", re.ASCII)
NOW = object()
# A word of the rule that can stand in a statement as it is: nothing in it needs a quotation mark or a percent sign.
CONSTANT = re.compile(r"[A-Za-z][A-Za-z_+.]*", re.ASCII)

Build = Callable[[Any], QuerySet[Any, Any]]


@dataclass(frozen=True)
class Compiled:
    """A statement in the database's own words, what stands for its parameters, and how its columns become values."""

    sql: str
    parameters: tuple[Any, ...]
    converters: dict[int, Any]

    def rows(self, real: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """Return the rows where REAL says what each stand-in is exchanged for; the time is now."""
        real = {NOW: stored(timezone.now()), **real}
        return [self._converted(row) for row in ask(self.sql, [real.get(one, one) for one in self.parameters])]

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for column, (converters, expression) in self.converters.items():
            for convert in converters:
                values[column] = convert(values[column], expression, connection)
        return tuple(values)


class Prepared:
    """A reading of one thing by its public id: BUILD gives the queryset for a reader, whose `public_id` is WANTED.

    SEEN gives another, of one column, for the same reader: its statement runs first and once, and what it finds stands
    in a table `seen (id)`, which the statement of BUILD may read wherever it needs it.
    """

    def __init__(self, build: Build, seen: Build | None = None) -> None:
        self.build = build
        self.seen = seen
        self._compiled: dict[tuple[Any, ...], Compiled | None] = {}

    def rows(self, reader: Reader, public_id: str) -> list[tuple[Any, ...]]:
        """Return the rows with PUBLIC_ID that READER may see, at most one; one statement."""
        if not isinstance(reader, Membership) or not is_current(reader):
            return []
        kind = (connection.vendor, reader.role, *(getattr(reader, duty) for duty in DUTIES))
        if kind not in self._compiled:
            self._compiled[kind] = self._compile(reader)
        compiled = self._compiled[kind]
        if compiled is None:
            # No statement is needed for a reader who sees nothing of the kind.
            return []
        return compiled.rows({WANTED: public_id, **{number: getattr(reader, name) for number, name in NUMBERS.items()}})

    def _compile(self, reader: Membership) -> Compiled | None:
        known = {"role": reader.role, "since": SINCE, "until": None}
        known |= {"id" if name == "pk" else name: number for number, name in NUMBERS.items()}
        known |= {duty: getattr(reader, duty) for duty in DUTIES}
        names = [field.attname for field in Membership._meta.concrete_fields if field.attname in known]
        # Whatever else a rule asked of it would be read from its row, and there is none: that fails.
        stand_in = Membership.from_db(connection.alias, names, [known[name] for name in names])
        return _compile(self.build(stand_in), self.seen and self.seen(stand_in))


class Kept:
    """A reading that no reader changes, of what belongs to one row: BUILD gives the queryset for its key."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self._compiled: dict[str, Compiled | None] = {}

    def rows(self, key: int) -> list[tuple[Any, ...]]:
        """Return the rows that belong to KEY; one statement."""
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = _compile(self.build(KEY))
        compiled = self._compiled[connection.vendor]
        return compiled.rows({KEY: key}) if compiled else []


def _compile(rows: QuerySet[Any, Any], seen: QuerySet[Any, Any] | None = None) -> Compiled | None:
    """Return the statement of ROWS, None for one that finds nothing whatever stands in it."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        written, given = compiler.as_sql()
        if seen is not None:
            first, before = seen.query.get_compiler(connection=connection).as_sql()
            written, given = f"WITH seen (id) AS MATERIALIZED ({first}) {written}", (*before, *given)
    except EmptyResultSet:
        return None
    sql, parameters = _with_constants(written, given)
    return Compiled(
        sql=sql,
        parameters=parameters,
        converters=compiler.get_converters(one[0] for one in compiler.select),
    )


def _with_constants(sql: str, parameters: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement with the rule's own words (codes, roles, statuses) written out, and what stands open still.

    What stands open is numbered, and has one number wherever it stands: a rule asks for the same reader a hundred
    times, and each value is made ready for the database anew.

    SQLite plans a statement anew at every execution when a parameter is compared with what a partial index is limited
    to, since another value may allow another index: that takes it ten times as long as to answer.
    """
    written, *pieces = sql.split("%s")
    numbers: dict[tuple[type, Any], int] = {}
    for parameter, piece in zip(parameters, pieces, strict=True):
        if parameter in (SINCE, stored(SINCE)):
            raise ValueError("A statement that is compiled once cannot ask since when its reader is here.")
        if isinstance(parameter, str) and CONSTANT.fullmatch(parameter):
            written += f"'{parameter}'{piece}"
        else:
            one = NOW if _is_instant(parameter) else parameter
            number = numbers.setdefault((type(one), one), len(numbers) + 1)
            written += place(number) + piece
    return written, tuple(one for _type, one in numbers)


def _is_instant(parameter: Any) -> bool:
    return isinstance(parameter, datetime) or (isinstance(parameter, str) and INSTANT.fullmatch(parameter) is not None)
