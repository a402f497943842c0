"""The newest rows that match, in SQLite: FTS5 reads its lists from the newest end and stops when there are enough."""

from operator import itemgetter

from forum.search import tokens
from forum.search.query import Alternatives
from forum.search.terms import POST, Row, Terms
from network.planned import ask, in_dialect


def newest(terms: Terms, most: int) -> list[Row]:
    """Return at most MOST rows that match TERMS, newest first; one statement."""
    conditions, values = terms.conditions()
    looked = f"SELECT rowid AS id FROM forum_searchwords WHERE forum_searchwords MATCH %s {_range(terms)} "
    looked += f"ORDER BY rowid DESC LIMIT {terms.looks_at(most)}"
    sql = (
        f"SELECT r.id, {terms.column}, {POST} FROM ({looked}) AS found CROSS JOIN forum_searchrow r ON r.id = found.id"
    )
    if conditions:
        sql += f" WHERE {' AND '.join(conditions)} ORDER BY r.id DESC LIMIT {most}"
    # They come in their order by themselves, which SQLite does not know: there all their words would be moved about.
    return sorted(ask(in_dialect(sql), [_match(terms), *terms.range, *values]), key=itemgetter(0), reverse=True)


def _range(terms: Terms) -> str:
    return "AND rowid >= %s AND rowid < %s" if terms.range else ""


def _match(terms: Terms) -> str:
    words = [_any(group) for group in terms.wanted if not group.are_names]
    names = [_any(group) for group in terms.wanted if group.are_names]
    if len(words) > 1:
        # What is written behind a NOT is taken for one: names, which are held by many rows, are then looked up where
        # all words have met, and not for every row of the first.
        words = [f'(({" AND ".join(words)}) NOT "{tokens.NOBODY}")']
    return " NOT ".join([f"({' AND '.join([*words, *names])})", *(_any(group) for group in terms.unwanted)])


def _any(group: Alternatives) -> str:
    return "(" + " OR ".join(_quoted(token) for token in sorted(group.looked_up)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_": a quotation mark cannot stand here.
    return f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"'
