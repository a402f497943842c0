"""The newest rows that match, in SQLite: FTS5 reads its lists from the newest end and stops when there are enough."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from forum.search import tokens
from forum.search.terms import AHEAD, LEAST, POST, Newest, Terms
from network.planned import ask, in_dialect

LIST = "SELECT rowid AS id FROM forum_searchwords WHERE forum_searchwords MATCH %s"


def newest(terms: Terms, most: int) -> Newest:
    """Return of the newest rows that match TERMS, at most MOST; one statement."""
    found, values = _found(terms, most)
    if terms.reads_all:
        sql = f"SELECT r.id, r.words, {POST} FROM ({found}) AS found CROSS JOIN forum_searchrow r ON r.id = found.id"
    else:
        sql, more = _with_few_words(terms, found, most)
        values += more
    # They come in their order by themselves, which SQLite does not know: there all their words would be moved about.
    return Newest.of(sorted(ask(in_dialect(sql), values), key=itemgetter(0), reverse=True))


def _found(terms: Terms, most: int) -> tuple[str, list[Any]]:
    """Return the statement of the numbers, and its values: FTS5's lists alone answer it, or the rows are asked too."""
    conditions, values = terms.conditions()
    looked = f"{LIST} {_range(terms)} ORDER BY rowid DESC LIMIT {terms.looks_at(most)}"
    if conditions:
        looked = (
            f"SELECT r.id FROM ({looked}) AS looked CROSS JOIN forum_searchrow r ON r.id = looked.id "
            f"WHERE {' AND '.join(conditions)} ORDER BY r.id DESC LIMIT {most}"
        )
    return looked, [_match(terms), *terms.range, *values]


def _with_few_words(terms: Terms, found: str, most: int) -> tuple[str, list[Any]]:
    """Return the statement which leaves most rows unread: each costs several times what its number costs.

    Where there are MOST, those left unread are counted only; where there are fewer, each is asked for its post.
    """
    near_words, words, read, values = "NULL", "NULL", "", []
    told = ""
    if terms.told:
        saying = " AND ".join(["instr(' ' || words || ' ', %s)"] * len(terms.said))
        told = f""",
        enough (is_so) AS MATERIALIZED (SELECT count(*) >= {LEAST} FROM near WHERE {saying}),
        told (id) AS MATERIALIZED ({LIST} AND rowid >= (SELECT min(id) FROM found) ORDER BY rowid DESC)"""
        values = [*terms.said, _match_told(terms)]
        read = "f.id IN (SELECT id FROM told) OR NOT (SELECT is_so FROM enough)"
        near_words, words = _of("r.words"), f"CASE WHEN {read} THEN {_of('r.words')} END"
        read = f"OR {read}"
    return (
        f"""
    WITH found (id) AS MATERIALIZED ({found}),
    whole (count, oldest) AS MATERIALIZED (SELECT count(*), min(id) FROM found),
    near (id, words, post) AS MATERIALIZED (
        SELECT f.id, {near_words}, {_of(POST)} FROM (SELECT id FROM found ORDER BY id DESC LIMIT {AHEAD}) AS f
    ){told}
    SELECT id, words, post, (SELECT count FROM whole), (SELECT oldest FROM whole) FROM near
    UNION ALL
    SELECT f.id, {words}, {_of(POST)}, NULL, NULL FROM found AS f
    WHERE f.id < (SELECT min(id) FROM near) AND ((SELECT count FROM whole) < {most} {read})""",
        values,
    )


def _of(column: str) -> str:
    # Not joined: for so many SQLite would make a filter of all rows there are.
    return f"(SELECT {column} FROM forum_searchrow r WHERE r.id = f.id)"


def _range(terms: Terms) -> str:
    return "AND rowid >= %s AND rowid < %s" if terms.range else ""


def _match(terms: Terms) -> str:
    wanted = " AND ".join(map(_any, terms.groups()))
    return " NOT ".join([f"({wanted})", *map(_any, terms.unwanted_groups())])


def _match_told(terms: Terms) -> str:
    told = _any(terms.of_readers(map(tokens.mark, terms.told)))
    # Of one word they are among its rows as they are.
    return " AND ".join([told, *map(_any, terms.groups())]) if len(terms.groups()) > 1 else told


def _any(group: Iterable[str]) -> str:
    return "(" + " OR ".join(map(_quoted, group)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_" and "=": a quotation mark cannot stand here.
    return f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"'
