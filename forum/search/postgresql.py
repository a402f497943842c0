"""The newest rows that match, in PostgreSQL: GIN finds all of a window, so that windows are opened until enough."""

from collections.abc import Iterable
from typing import Any

from forum.search import tokens
from forum.search.terms import AHEAD, LEAST, POST, Newest, Terms
from network.planned import ask, in_dialect

TERMS = "forum_search_terms(r.id, r.words, r.marks, r.stems, r.readers, r.names)"
# Looked up row by row: joined, the plan might read the whole table.
WORDS = "(SELECT r.words FROM forum_searchrow r WHERE r.id = found.id)"
# So many names of readers are asked for in the eras of one window.
NAMES = 64


def newest(terms: Terms, most: int) -> Newest:
    """Return of the newest rows that match TERMS, at most MOST; one statement.

    The windows are read one after the other, and no further once there are enough.
    """
    conditions, values = terms.conditions()
    looked_at = terms.looks_at(most)
    # Who reads in many networks is many names in each era.
    eras = max(NAMES // len(terms.readers), 1)
    windows = [_asked(terms, window) for window in tokens.ladder(terms.begin, terms.oldest, min(eras, tokens.ERAS))]
    count = len(terms.groups) + len(terms.unwanted_groups)
    # Each group is a condition of its own: the index leaps from list to list, where one long condition would be weighed
    # for every row of the rarest. It leaps in the order in which they are written: words, of which few rows hold most,
    # before names, which are held by many, and by a window of time last.
    columns = [f"group{number}" for number in range(count)] + ["days"]
    matched = " AND ".join(f"{TERMS} @@ opened.{column}" for column in columns)
    told = " OR ".join(["strpos(r.marks, %s) > 0"] * len(terms.told)) or "false"
    asks_words, asks_stems = terms.in_rows
    words = "r.words" if terms.reads_all or asks_words else "''"
    # Numbers are not the index of their own here, or the plan would read all by it. Rows come in the order in which it
    # is written: no other process takes part, which the function of the index does not allow (migration 0014).
    found = f"""
    SELECT found.* FROM unnest({", ".join(["%s::text[]::tsquery[]"] * len(columns))})
    AS opened({", ".join(columns)}) CROSS JOIN LATERAL (
        SELECT r.id, r.topic_id, {POST} AS post, {words} AS words{", r.stems" if asks_stems else ""}, {told} AS told
        FROM forum_searchrow r WHERE {matched}
        {"AND r.id + 0 >= %s AND r.id + 0 < %s" if terms.range else ""}
        ORDER BY r.id + 0 DESC LIMIT {looked_at}
    ) AS found LIMIT {looked_at}"""
    if conditions:
        found = f"SELECT r.* FROM ({found}) AS r WHERE {' AND '.join(conditions)} LIMIT {most}"
    opened = [list(column) for column in zip(*windows, strict=True)]
    parameters: list[Any] = [*opened, *(tokens.mark(word) for word in terms.told), *terms.range, *values]
    if terms.reads_all:
        return Newest.of(ask(in_dialect(f"SELECT r.id, r.words, r.post FROM ({found}) AS r"), parameters))
    return Newest.of(ask(in_dialect(_with_few_words(terms, found, most)), [*parameters, *terms.said]))


def _asked(terms: Terms, window: tokens.Window) -> list[str]:
    """Return what is asked of the rows of WINDOW: a query for each group, and one for its days.

    Where all its days are asked for the first group stands for them: it was asked already, and shuts nothing out.
    """
    then = terms.read_as(tokens.in_era(reader, era) for reader in terms.readers for era in window.eras)
    groups = [_any(group) for group in then.groups] + [f"!{_any(group)}" for group in then.unwanted_groups]
    return [*groups, _any(window.blocks) if window.blocks else groups[0]]


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
