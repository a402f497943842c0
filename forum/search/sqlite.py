"""The newest rows that match, in SQLite: FTS5 reads its lists from the newest end and stops when there are enough."""

from typing import Any

from django.db import connection

from forum.search.query import Alternatives
from forum.search.terms import POST, Row, Terms


def newest(terms: Terms, most: int) -> list[Row]:
    """Return at most MOST rows that match TERMS, newest first; one statement."""
    conditions, values = terms.conditions()
    looked = f"SELECT rowid AS id FROM forum_searchwords WHERE forum_searchwords MATCH %s {_range(terms)} "
    looked += f"ORDER BY rowid DESC LIMIT {terms.looks_at(most)}"
    sql = (
        f"SELECT r.id, {terms.column}, {POST} FROM ({looked}) AS found CROSS JOIN forum_searchrow r ON r.id = found.id "
        f"WHERE {' AND '.join(['1 = 1', *conditions])} ORDER BY r.id DESC LIMIT {most}"
    )
    parameters: list[Any] = [_match(terms), *terms.range, *values]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _range(terms: Terms) -> str:
    return "AND rowid >= %s AND rowid < %s" if terms.range else ""


def _match(terms: Terms) -> str:
    every = " AND ".join(_any(group) for group in terms.wanted)
    return " NOT ".join([f"({every})", *(_any(group) for group in terms.unwanted)])


def _any(group: Alternatives) -> str:
    return "(" + " OR ".join(_quoted(token) for token in sorted(group.looked_up)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_": a quotation mark cannot stand here.
    return f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"'
