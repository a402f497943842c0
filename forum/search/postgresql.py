"""The newest rows that match, in PostgreSQL: GIN finds all of a window, so that windows are opened until enough."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from forum.search import tokens
from forum.search.query import Alternatives
from forum.search.terms import Terms


def newest(terms: Terms, most: int) -> list[tuple[int, str]]:
    """Return number and words of at most MOST rows that match TERMS, newest first; one statement.

    The windows are read one after the other, and no further once there are enough.
    """
    conditions, values = terms.conditions()
    asked = _match(terms)
    windows = [f"{asked} & {_any(window)}" for window in tokens.ladder(terms.begin)]
    # What lies below the ladder; numbers are not the index of their own here, or the plan would read all rows by it.
    windows.append(asked)
    sql = f"""
    SELECT found.id, found.words
    FROM unnest(%s::text[]::tsquery[]) WITH ORDINALITY AS opened(query, place) CROSS JOIN LATERAL (
        SELECT r.id, {terms.column} AS words FROM forum_searchrow r {terms.joins}
        WHERE forum_search_terms(r.words, r.names) @@ opened.query
        AND (opened.place < {len(windows)} OR r.id + 0 < %s)
        {"AND r.id + 0 >= %s AND r.id + 0 < %s" if terms.range else ""}
        {"".join(f" AND {one}" for one in conditions)}
        ORDER BY r.id + 0 DESC LIMIT {most}
    ) AS found LIMIT {most}"""
    parameters: list[Any] = [windows, tokens.bottom(terms.begin), *terms.range, *values]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _match(terms: Terms) -> str:
    every = " & ".join(_any(group) for group in terms.wanted)
    return " & ".join([every, *(f"!{_any(group)}" for group in terms.unwanted)])


def _any(group: Alternatives | Sequence[str]) -> str:
    names = group.tokens if isinstance(group, Alternatives) else group
    return "(" + " | ".join(_quoted(token) for token in sorted(names)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_": no sign of the language of queries can stand here.
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"
