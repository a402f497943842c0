"""The newest rows that match, in PostgreSQL: GIN finds all of a window, so that windows are opened until enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forum.search import tokens
from forum.search.terms import AHEAD, LEAST, POST, Newest, Terms
from network.planned import ask, in_dialect

TERMS = "forum_search_terms(r.words, r.marks, r.stems, r.readers, r.names)"
# Looked up row by row: joined, the plan might read the whole table.
WORDS = "(SELECT r.words FROM forum_searchrow r WHERE r.id = found.id)"
# A number by another name: the plan would else read all rows by the index of numbers.
NUMBER = "r.id + 0"
LITTLE = "(SELECT is_so FROM little)"
# First the newest 1/BEGUN of the time is opened; then DAYS single days of the rest say whether less than FEW times what
# is wanted is left.
BEGUN, DAYS, FEW = 64, 16, 3


def newest(terms: Terms, most: int) -> Newest:
    """Return of the newest rows that match TERMS, at most MOST; one statement.

    The windows are read one after the other, and no further once there are enough. Where what is older holds few, it is
    read at once: to go through a short list of words takes less than to open it for each window.
    """
    told = [tokens.mark(word) for word in terms.told]
    # What is told of little the index knows sooner than the rows. A condition is asked of each row anyhow.
    is_indexed = terms.marks_in_index and not terms.reads_all and not terms.conditions()[0]
    found, parameters = _found(terms, most, told, [] if is_indexed else told)
    if terms.reads_all:
        return Newest.of(
            ask(in_dialect(f"{found.format('NOT MATERIALIZED')} SELECT id, words, post FROM found"), parameters)
        )
    marks = [_any(terms.of_readers(told))] if is_indexed and told else []
    few_words = _with_few_words(terms, most, has_untold=bool(marks))
    return Newest.of(ask(in_dialect(found.format("MATERIALIZED") + few_words), [*parameters, *marks, *terms.said]))


def _found(terms: Terms, most: int, told: list[str], told_of_rest: list[str]) -> tuple[str, list[Any]]:
    """Return the beginning of the statement, in which `found` are the newest that match, with its parameters.

    Of the rows of windows it is found out whether they say one of the marks TOLD, of others TOLD_OF_REST.
    """
    conditions, values = terms.conditions()
    looked_at = terms.looks_at(most)
    # Each group is a condition of its own: the index leaps from list to list, where one long condition would be weighed
    # for every row of the rarest. It leaps in the order in which they are written: words, of which few rows hold most,
    # before names, which are held by many, and by a window of time last.
    groups = [_any(group) for group in terms.groups] + [f"!{_any(group)}" for group in terms.unwanted_groups]
    matched = " AND ".join([f"{TERMS} @@ %s::tsquery"] * len(groups))
    between = f"AND {NUMBER} >= %s AND {NUMBER} < %s" if terms.range else ""
    asked = [*groups, *terms.range]
    first, later, rest = _windows(terms, looked_at)
    order = f"ORDER BY id DESC LIMIT {looked_at}"
    opened = f"""
    SELECT found.* FROM unnest(%s::text[]::tsquery[]) AS opened(query) CROSS JOIN LATERAL (
        SELECT {_columns(terms, told)} FROM forum_searchrow r
        WHERE {matched} {between} AND {TERMS} @@ opened.query {order}
    ) AS found"""
    # Rows come in the order in which this is written: no other process takes part, which the function of the index does
    # not allow (migration 0014).
    found = f"""
    {opened} UNION ALL {opened} WHERE NOT {LITTLE} UNION ALL (
        SELECT {_columns(terms, told_of_rest)} FROM forum_searchrow r
        WHERE {matched} {between} AND {NUMBER} < CASE WHEN {LITTLE} THEN %s ELSE %s END {order}
    ) LIMIT {looked_at}"""
    if conditions:
        found = f"SELECT r.* FROM ({found}) AS r WHERE {' AND '.join(conditions)} LIMIT {most}"
    sample = f"SELECT FROM forum_searchrow r WHERE {matched} AND {TERMS} @@ %s::tsquery LIMIT %s"
    parameters: list[Any] = [rest.few, *groups, rest.days, rest.few, first, *told, *asked, later, *told, *asked]
    parameters += [*told_of_rest, *asked, rest.below, rest.bottom, *values]
    little = f"SELECT count(*) < %s AS is_so FROM ({sample}) AS sampled"
    return f"WITH little AS MATERIALIZED ({little}), found AS {{}} ({found})", parameters


@dataclass(frozen=True, slots=True)
class Rest:
    """What lies `below` a number when the first windows have been opened, and `bottom`, below which no window reaches.

    `days` are some of its days, by which it is guessed how much it is: where they hold fewer than `few` rows, little.
    """

    below: int
    bottom: int
    days: str
    few: int


def _windows(terms: Terms, looked_at: int) -> tuple[list[str], list[str], Rest]:
    """Return what is asked of the index for each window that is opened first, for each that is opened later; the rest.

    The rest is opened at once where it is little, or it is what lies below all windows.
    """
    windows = list(tokens.ladder(terms.begin, terms.oldest))
    length = (terms.begin - terms.oldest) // BEGUN
    count = next((place for place, one in enumerate(windows, 1) if terms.begin - one.bottom >= length), len(windows))
    first, later = windows[:count], windows[count:]
    below = first[-1].bottom
    days = tokens.days(terms.oldest, below, DAYS)
    left = max((below - terms.oldest) // tokens.DAY, len(days))
    rest = Rest(below, windows[-1].bottom, _any(days), int(FEW * looked_at * len(days) / left))
    return [_any(one.blocks) for one in first], [_any(one.blocks) for one in later], rest


def _columns(terms: Terms, told: list[str]) -> str:
    """Return what is read of a row: with whether it says one of TOLD, NULL without one."""
    asks_words, asks_stems = terms.in_rows
    says = " OR ".join(["strpos(r.marks, %s) > 0"] * len(told)) or "NULL::boolean"
    words = ", r.words" if terms.reads_all or asks_words else ""
    stems = ", r.stems" if asks_stems else ""
    topic = ", r.topic_id" if terms.asks_topics else ""
    return f"{NUMBER} AS id, {POST} AS post, {says} AS told{words}{stems}{topic}"


def _with_few_words(terms: Terms, most: int, *, has_untold: bool) -> str:
    """Return the statement which sends few words: those of a thousand rows are half a megabyte.

    Where there are MOST, rows without words are counted only. With HAS_UNTOLD the index is asked for marks, a parameter
    before those of `terms.said`.
    """
    near_words, words, enough, told, read = "NULL", "NULL", "", "told", "false"
    if terms.told:
        saying = " AND ".join(["strpos(' ' || words || ' ', %s) > 0"] * len(terms.said))
        enough = f", enough AS MATERIALIZED (SELECT count(*) >= {LEAST} AS is_so FROM near WHERE {saying})"
        if has_untold:
            marked = f"SELECT r.id FROM forum_searchrow r WHERE {TERMS} @@ (SELECT query FROM marks)"
            told = f"coalesce(told, id IN ({marked}))"
        read = f"({told} OR NOT (SELECT is_so FROM enough))"
        near_words, words = WORDS, f"CASE WHEN {read} THEN {WORDS} END"
    asked = ", marks AS (SELECT %s::tsquery AS query)" if has_untold else ""
    return f"""{asked},
    whole AS MATERIALIZED (SELECT count(*) AS count, min(id) AS oldest FROM found),
    near AS MATERIALIZED (SELECT id, {near_words} AS words, post FROM found LIMIT {AHEAD}){enough}
    SELECT id, words, post, (SELECT count FROM whole), (SELECT oldest FROM whole) FROM near UNION ALL
    SELECT id, {words}, post, NULL, NULL FROM found
    WHERE id < (SELECT min(id) FROM near) AND ((SELECT count FROM whole) < {most} OR {read})"""


def _any(names: Iterable[str]) -> str:
    return "(" + " | ".join(map(_quoted, names)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_" and "=": no sign of the language of queries can stand here.
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"
