"""The newest rows that match, in PostgreSQL: GIN finds all of a window, so that windows are opened until enough."""

from collections.abc import Iterable
from typing import Any

from forum.search import tokens
from forum.search.terms import AHEAD, LEAST, POST, Newest, Terms
from network.planned import ask, in_dialect

TERMS = "forum_search_terms(r.words, r.names)"
# Looked up row by row: joined, the plan might read the whole table.
WORDS = "(SELECT r.words FROM forum_searchrow r WHERE r.id = found.id)"


def newest(terms: Terms, most: int) -> Newest:
    """Return of the newest rows that match TERMS, at most MOST; one statement.

    The windows are read one after the other, and no further once there are enough.
    """
    conditions, values = terms.conditions()
    windows = [_any(window) for window in tokens.ladder(terms.begin, terms.oldest)]
    has_rest = terms.oldest < tokens.bottom(terms.begin)
    if has_rest:
        # What lies below the ladder; numbers are not the index of their own here, or the plan would read all by it.
        windows.append(_any(terms.wanted[0].looked_up))
    # Each group is a condition of its own: the index leaps from list to list, where one long condition would be weighed
    # for every row of the rarest. It leaps in the order in which they are written: words, of which few rows hold most,
    # before names, which are held by many, and by a window of time last.
    wanted = sorted(terms.wanted, key=lambda group: group.are_names)
    groups = [_any(group.looked_up) for group in wanted]
    groups += [f"!{_any(group.looked_up)}" for group in terms.unwanted]
    matched = " AND ".join([f"{TERMS} @@ %s::tsquery"] * len(groups))
    looked_at = terms.looks_at(most)
    told = " OR ".join(["strpos(r.names, %s) > 0"] * len(terms.told)) or "false"
    words = "r.words" if terms.reads_all or terms.phrases or terms.unwanted_phrases else "''"
    found = f"""
    SELECT r.id, r.words, r.post, r.told FROM (
        SELECT found.* FROM unnest(%s::text[]::tsquery[]) WITH ORDINALITY AS opened(query, place) CROSS JOIN LATERAL (
            SELECT r.id, r.topic_id, {POST} AS post, {words} AS words, {told} AS told
            FROM forum_searchrow r
            WHERE {matched} AND {TERMS} @@ opened.query
            {f"AND (opened.place < {len(windows)} OR r.id + 0 < %s)" if has_rest else ""}
            {"AND r.id + 0 >= %s AND r.id + 0 < %s" if terms.range else ""}
            ORDER BY r.id + 0 DESC LIMIT {looked_at}
        ) AS found LIMIT {looked_at}
    ) AS r {"WHERE " + " AND ".join(conditions) if conditions else ""} LIMIT {most}"""
    below = [tokens.bottom(terms.begin)] if has_rest else []
    marks = [f"{tokens.told(word)} " for word in terms.told]
    parameters: list[Any] = [windows, *marks, *groups, *below, *terms.range, *values]
    if terms.reads_all:
        return Newest.of(ask(in_dialect(f"SELECT r.id, r.words, r.post FROM ({found}) AS r"), parameters))
    return Newest.of(ask(in_dialect(_with_few_words(terms, found, most)), [*parameters, *terms.said]))


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
    WITH found AS MATERIALIZED (SELECT r.id, r.post, r.told, row_number() OVER () AS place FROM ({found}) AS r),
    whole AS MATERIALIZED (SELECT count(*) AS count, min(id) AS oldest FROM found),
    near AS MATERIALIZED (SELECT id, {near_words} AS words, post FROM found WHERE place <= {AHEAD}){enough}
    SELECT id, words, post, (SELECT count FROM whole), (SELECT oldest FROM whole) FROM near UNION ALL
    SELECT id, {words}, post, NULL, NULL FROM found
    WHERE place > {AHEAD} AND ((SELECT count FROM whole) < {most} OR {read})"""


def _any(names: Iterable[str]) -> str:
    return "(" + " | ".join(_quoted(token) for token in sorted(names)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_" and "=": no sign of the language of queries can stand here.
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"
