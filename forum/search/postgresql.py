"""The newest rows that match, in PostgreSQL: GIN finds all of a window, so that windows are opened until enough."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forum.search import tokens
from forum.search.terms import AHEAD, LEAST, POST, Newest, Terms
from network.planned import ask, in_dialect

TERMS = "forum_search_terms(r.words, r.marks, r.stems, r.readers, r.names)"
# Looked up row by row: joined, the plan might read the whole table.
WORDS = "(SELECT r.words FROM forum_searchrow r WHERE r.id = found.id)"
# First the newest 1/BEGUN of the time is opened; then DAYS single days of the rest say whether less than FEW times what
# is wanted is left.
BEGUN, DAYS, FEW = 64, 16, 3
# What is asked of the index, and the number below which a row lies.
WINDOW = {"query": "text[]::tsquery[]", "below": "bigint[]"}
# Above every number.
NEVER = 2**62


def newest(terms: Terms, most: int) -> Newest:
    """Return of the newest rows that match TERMS, at most MOST; one statement.

    The windows are read one after the other, and no further once there are enough. Where what is older holds few, it is
    read at once: to go through a short list of words takes less than to open it for each window.
    """
    conditions, values = terms.conditions()
    looked_at = terms.looks_at(most)
    # Each group is a condition of its own: the index leaps from list to list, where one long condition would be weighed
    # for every row of the rarest. It leaps in the order in which they are written: words, of which few rows hold most,
    # before names, which are held by many, and by a window of time last.
    groups = [_any(group) for group in terms.groups] + [f"!{_any(group)}" for group in terms.unwanted_groups]
    matched = " AND ".join([f"{TERMS} @@ %s::tsquery"] * len(groups))
    first, later, sample = _windows(terms, looked_at)
    asked = [*(tokens.mark(word) for word in terms.told), *groups, *terms.range]
    begun = _opened(terms, matched, looked_at, WINDOW)
    older = _opened(terms, matched, looked_at, WINDOW | {"if_few": "bool[]"})
    # Rows come in the order in which this is written: no other process takes part, which the function of the index does
    # not allow (migration 0014).
    found = f"""
    {begun} UNION ALL {older} WHERE opened.if_few =
        (SELECT count(*) < %s FROM forum_searchrow r WHERE {matched} AND {TERMS} @@ %s::tsquery)
    LIMIT {looked_at}"""
    if conditions:
        found = f"SELECT r.* FROM ({found}) AS r WHERE {' AND '.join(conditions)} LIMIT {most}"
    parameters: list[Any] = [*first, *asked, *later, *asked, sample.enough, *groups, sample.days, *values]
    if terms.reads_all:
        return Newest.of(ask(in_dialect(f"SELECT r.id, r.words, r.post FROM ({found}) AS r"), parameters))
    return Newest.of(ask(in_dialect(_with_few_words(terms, found, most)), [*parameters, *terms.said]))


@dataclass(frozen=True, slots=True)
class Sample:
    """Some days by which it is guessed how much is older: where they hold fewer than `enough` rows, it is little."""

    days: str
    enough: int


def _windows(terms: Terms, looked_at: int) -> tuple[list[list[Any]], list[list[Any]], Sample]:
    """Return the windows that are opened first, and those that are opened later: columns, for `unnest`; and a sample.

    A window is what is asked of the index, and the number below which its rows lie; of those opened later also whether
    it is opened where few are left, or where many are. The last of either kind is all there is below the others.
    """
    windows = list(tokens.ladder(terms.begin, terms.oldest))
    length = (terms.begin - terms.oldest) // BEGUN
    count = next((place for place, one in enumerate(windows, 1) if terms.begin - one.bottom >= length), len(windows))
    first, later = windows[:count], windows[count:]
    # It was asked already, and shuts nothing out.
    whole = _any(terms.groups[0])
    rests = [(whole, last.bottom, if_few) for last, if_few in ((first[-1], True), (windows[-1], False))]
    opened = [rests[0], *((_any(window.blocks), NEVER, False) for window in later), rests[1]]
    opened = [one for one in opened if one[1] > terms.oldest]
    days = tokens.days(terms.oldest, first[-1].bottom, DAYS)
    left = max((first[-1].bottom - terms.oldest) // tokens.DAY, len(days))
    return (
        [[_any(window.blocks) for window in first], [NEVER] * len(first)],
        [[one[column] for one in opened] for column in range(3)],
        Sample(_any(days), int(FEW * looked_at * len(days) / left)),
    )


def _opened(terms: Terms, matched: str, looked_at: int, columns: Mapping[str, str]) -> str:
    """Return the statement of the newest rows in each window; of windows the COLUMNS, with their types, are asked."""
    names, places = ", ".join(columns), ", ".join(f"%s::{kind}" for kind in columns.values())
    told = " OR ".join(["strpos(r.marks, %s) > 0"] * len(terms.told)) or "false"
    asks_words, asks_stems = terms.in_rows
    words = "r.words" if terms.reads_all or asks_words else "''"
    stems = ", r.stems" if asks_stems else ""
    # Numbers are not the index of their own here, or the plan would read all by it.
    return f"""
    SELECT found.* FROM unnest({places}) AS opened({names}) CROSS JOIN LATERAL (
        SELECT r.id, r.topic_id, {POST} AS post, {words} AS words{stems}, {told} AS told
        FROM forum_searchrow r
        WHERE {matched} AND {TERMS} @@ opened.query AND r.id + 0 < opened.below
        {"AND r.id + 0 >= %s AND r.id + 0 < %s" if terms.range else ""}
        ORDER BY r.id + 0 DESC LIMIT {looked_at}
    ) AS found"""


def _with_few_words(terms: Terms, found: str, most: int) -> str:
    """Return the statement which sends few words: those of a thousand rows are half a megabyte.

    Where there are MOST, rows without words are counted only.
    """
    near_words, words, enough, read = "NULL", "NULL", "", "false"
    if terms.told:
        saying = " AND ".join(["strpos(' ' || words || ' ', %s) > 0"] * len(terms.said))
        enough = f", enough AS MATERIALIZED (SELECT count(*) >= {LEAST} AS is_so FROM near WHERE {saying})"
        read = "(told OR NOT (SELECT is_so FROM enough))"
        near_words, words = WORDS, f"CASE WHEN {read} THEN {WORDS} END"
    return f"""
    WITH found AS MATERIALIZED ({found}),
    whole AS MATERIALIZED (SELECT count(*) AS count, min(id) AS oldest FROM found),
    near AS MATERIALIZED (SELECT id, {near_words} AS words, post FROM found LIMIT {AHEAD}){enough}
    SELECT id, words, post, (SELECT count FROM whole), (SELECT oldest FROM whole) FROM near UNION ALL
    SELECT id, {words}, post, NULL, NULL FROM (SELECT * FROM found OFFSET {AHEAD}) AS found
    WHERE (SELECT count FROM whole) < {most} OR {read}"""


def _any(names: Iterable[str]) -> str:
    return "(" + " | ".join(map(_quoted, names)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_" and "=": no sign of the language of queries can stand here.
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"
