"""Statements in the database's own words, which PostgreSQL plans once a connection and no driver reads again.

To plan the rule takes PostgreSQL ten times as long as to answer by it; to look for the places of the parameters in its
text takes the drivers a good part of a page, each time anew. Only for a statement whose best way is the same whatever
its parameters: by a unique key, or along the one index that has the order asked for.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection

# How each database writes the place of the parameter with a number.
PLACES = {"postgresql": "${}", "sqlite": ":p{}"}
# How many parameters a statement has at most; PostgreSQL takes 65,535, SQLite 32,766.
NAMES = tuple(f"p{number}" for number in range(1, 1_000))
# How many statements a connection to PostgreSQL keeps: those of some dozen readings for each kind of reader.
KEPT = 300


def place(number: int) -> str:
    """Return how the database in use writes the place of the parameter NUMBER, counted from 1."""
    return PLACES[connection.vendor].format(number)


def in_dialect(sql: str) -> str:
    """Return SQL, written with %s as for any cursor of Django's, as `ask` takes it. It holds no percent sign else."""
    return _in_dialect(sql, connection.vendor)


@lru_cache(maxsize=256)
def _in_dialect(sql: str, vendor: str) -> str:
    written, *pieces = sql.split("%s")
    for number, piece in enumerate(pieces, 1):
        written += PLACES[vendor].format(number) + piece
    return written


def ask(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of SQL in the database's own words, with VALUES for its places; one statement."""
    with asked(sql, values) as cursor:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@contextmanager
def asked(sql: str, values: Sequence[Any]) -> Iterator[Any]:
    """Yield the cursor of SQL in the database's own words, run with VALUES for its places.

    It runs through a cursor of Django's: it is counted, and a fault speaks as on any other.
    """
    with connection.cursor() as cursor:
        cursor.cursor.close()
        if connection.vendor == "postgresql":
            cursor.cursor = _keeping()
            cursor.execute(sql, [_integer(one) if type(one) is int else one for one in values])
        else:
            # The driver's: Django's would look through the statement for %s.
            cursor.cursor = connection.connection.cursor()
            cursor.execute(sql, dict(zip(NAMES, values, strict=False)))
        yield cursor


def _keeping() -> Any:
    """Return a cursor whose statements the server keeps: Django's own write the parameters in, and keep none."""
    # Only here: an installation over SQLite never loads the driver.
    from psycopg import RawCursor

    connection.connection.prepare_threshold = 0
    connection.connection.prepared_max = KEPT
    return RawCursor(connection.connection)


def _integer(number: int) -> Any:
    """Return NUMBER in the one width that all have here: the driver's would be another statement for each width."""
    from psycopg.types.numeric import Int8

    return Int8(number)
