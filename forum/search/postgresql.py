"""The newest rows that match, in PostgreSQL: GIN finds all of a window, so that windows are opened until enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forum.search import tokens
from forum.search.terms import AHEAD, LEAST, POST, Newest, Terms
from forum.search.windows import days, ladder
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
    marks = [tokens.mark(word) for word in terms.told]
    groups = [_any(group) for group in terms.groups] + [f"!{_any(group)}" for group in terms.unwanted_groups]
    # Each group is a condition of its own: the index leaps from list to list, where one long condition would be weighed
    # for every row of the rarest. It leaps in the order in which they are written: words, of which few rows hold most,
    # before names, which are held by many, and by a window of time last.
    matched = " AND ".join([f"{TERMS} @@ %s::tsquery"] * len(groups))
    # Which rows of the rest have one of the marks the index knows sooner than the rows: until it is asked `told` is
    # NULL there. Where each row is read for a condition, it says so itself.
    asks_index = bool(marks) and terms.marks_in_index and not terms.reads_all and not terms.conditions()[0]
    marks_of_rest = [] if asks_index else marks
    found, parameters = _found(terms, most, (matched, groups), marks, marks_of_rest)
    if terms.reads_all:
        return Newest.of(ask(in_dialect(f"WITH {found} SELECT id, words, post FROM found"), parameters))
    again = f"SELECT r.id FROM forum_searchrow r WHERE {matched} AND {TERMS} @@ %s::tsquery" if asks_index else ""
    parameters += [*groups, _any(terms.of_readers(marks))] if asks_index else []
    statement = f"WITH {found} {_with_few_words(terms, most, again)}"
    return Newest.of(ask(in_dialect(statement), [*parameters, *terms.said]))


def _found(
    terms: Terms, most: int, condition: tuple[str, list[str]], marks: list[str], marks_of_rest: list[str]
) -> tuple[str, list[Any]]:
    """Return the query `found` of the newest rows that match a CONDITION on the index, with its parameters.

    Of the rows of windows it reads whether they have one of MARKS, of those of the rest one of MARKS_OF_REST.
    """
    matched, groups = condition
    conditions, values = terms.conditions()
    looked_at = terms.looks_at(most)
    first, later, rest = _windows(terms, looked_at)
    between = f"AND {NUMBER} >= %s AND {NUMBER} < %s" if terms.range else ""
    asked = [*groups, *terms.range]
    order = f"ORDER BY id DESC LIMIT {looked_at}"
    opened = f"""
    SELECT found.* FROM unnest(%s::text[]::tsquery[]) AS opened(query) CROSS JOIN LATERAL (
        SELECT {_columns(terms, marks)} FROM forum_searchrow r
        WHERE {matched} {between} AND {TERMS} @@ opened.query {order}
    ) AS found"""
    little, found = "", f"{opened} LIMIT {looked_at}"
    parameters: list[Any] = [first, *marks, *asked]
    if rest:
        sample = f"SELECT FROM forum_searchrow r WHERE {matched} AND {TERMS} @@ %s::tsquery LIMIT %s"
        little = f"little AS MATERIALIZED (SELECT count(*) < %s AS is_so FROM ({sample}) AS sampled),"
        # The list of all that matches is gone through for the rest, so that it is not even begun where nothing is left.
        is_left = f"({LITTLE} OR {'true' if rest.bottom > terms.oldest else 'false'})"
        # Rows come in the order in which this is written: no other process takes part, which the function of the index
        # does not allow (migration 0014).
        found = f"""
        {opened} UNION ALL {opened} WHERE NOT {LITTLE} UNION ALL (
            SELECT {_columns(terms, marks_of_rest)} FROM forum_searchrow r
            WHERE {is_left} AND {matched} {between} AND {NUMBER} < CASE WHEN {LITTLE} THEN %s ELSE %s END {order}
        ) LIMIT {looked_at}"""
        parameters = [rest.few, *groups, rest.days, rest.few, *parameters, later, *marks, *asked]
        parameters += [*marks_of_rest, *asked, rest.below, rest.bottom]
    if conditions:
        found = f"SELECT r.* FROM ({found}) AS r WHERE {' AND '.join(conditions)} LIMIT {most}"
    return f"{little} found AS ({found})", [*parameters, *values]


@dataclass(frozen=True, slots=True)
class Rest:
    """What lies `below` a number when the first windows have been opened, and `bottom`, below which no window reaches.

    `days` are some of its days, by which it is guessed how much it is: where they hold fewer than `few` rows, little.
    """

    below: int
    bottom: int
    days: str
    few: int


def _windows(terms: Terms, looked_at: int) -> tuple[list[str], list[str], Rest | None]:
    """Return what is asked of the index for each window that is opened first, for each that is opened later; the rest.

    The rest is opened at once where it is little, or it is what lies below all windows; None where nothing is left.
    """
    windows = list(ladder(terms.begin, terms.oldest))
    length = (terms.begin - terms.oldest) // BEGUN
    count = next((place for place, one in enumerate(windows, 1) if terms.begin - one.bottom >= length), len(windows))
    first, later = ([_any(one.blocks) for one in some] for some in (windows[:count], windows[count:]))
    below, bottom = windows[count - 1].bottom, windows[-1].bottom
    if below <= terms.oldest:
        return first, later, None
    sampled = days(terms.oldest, below, DAYS)
    left = max((below - terms.oldest) // tokens.DAY, len(sampled))
    # Of a range it is not known how much lies outside, which is gone through as well.
    few = 0 if terms.range else int(FEW * looked_at * len(sampled) / left)
    return first, later, Rest(below, bottom, _any(sampled), few)


def _columns(terms: Terms, marks: list[str]) -> str:
    """Return what is read of a row, `told` whether it has one of MARKS; NULL where there are none."""
    asks_words, asks_stems = terms.in_rows
    told = " OR ".join(["strpos(r.marks, %s) > 0"] * len(marks)) or "NULL::boolean"
    words = ", r.words" if terms.reads_all or asks_words else ""
    stems = ", r.stems" if asks_stems else ""
    topic = ", r.topic_id" if terms.asks_topics else ""
    return f"{NUMBER} AS id, {POST} AS post, {told} AS told{words}{stems}{topic}"


def _with_few_words(terms: Terms, most: int, again: str) -> str:
    """Return the rest of the statement, which sends few words: those of a thousand rows are half a megabyte.

    Where there are MOST, rows without words are counted only. AGAIN is the query of those that say a word again, for
    rows of which this was not read, or "".
    """
    is_full = f"((SELECT count FROM whole) >= {most})"
    near_words, words, enough, read = "NULL", "NULL", "", "false"
    if terms.told:
        saying = " AND ".join(["strpos(' ' || words || ' ', %s) > 0"] * len(terms.said))
        enough = f", enough AS MATERIALIZED (SELECT count(*) >= {LEAST} AS is_so FROM near WHERE {saying})"
        told = "coalesce(told, id IN (SELECT id FROM again))" if again else "told"
        read = f"(NOT (SELECT is_so FROM enough) OR {told})"
        # Where there are most, all that are sent are read.
        near_words, words = WORDS, f"CASE WHEN {is_full} OR {read} THEN {WORDS} END"
    asked = f", again AS MATERIALIZED ({again})" if again else ""
    return f"""{asked},
    whole AS MATERIALIZED (SELECT count(*) AS count, min(id) AS oldest FROM found),
    near AS MATERIALIZED (SELECT id, {near_words} AS words, post FROM found LIMIT {AHEAD}){enough}
    SELECT id, words, post, (SELECT count FROM whole), (SELECT oldest FROM whole) FROM near UNION ALL
    SELECT id, {words}, post, NULL, NULL FROM found
    WHERE id < (SELECT min(id) FROM near) AND (NOT {is_full} OR {read})"""


def _any(names: Iterable[str]) -> str:
    return "(" + " | ".join(map(_quoted, names)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_" and "=": no sign of the language of queries can stand here.
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"
