"""The newest rows that match, in PostgreSQL: GIN finds all of a window, so that windows are opened until enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from forum.search import tokens
from forum.search.terms import AHEAD, LEAST, POST, Newest, Terms
from forum.search.windows import Window, days, eras, ladder
from network.planned import ask, in_dialect

TERMS = "forum_search_terms(r.id, r.words, r.marks, r.stems, r.readers, r.names)"
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
    read at once, era by era: to go through a short list of words takes less than to open it for each window.
    """
    marks = [tokens.mark(word) for word in terms.told]
    steps = _steps(terms, terms.looks_at(most))
    asked, matched, groups = _asked(terms, steps.eras)
    # Which rows of the rest have one of the marks the index knows sooner than the rows: until it is asked `told` is
    # NULL there. Where each row is read for a condition, it says so itself.
    asks_index = bool(marks) and terms.marks_in_index and not (terms.reads_all or terms.conditions()[0])
    found, parameters = _found(terms, most, matched, steps, (marks, [] if asks_index else marks))
    if terms.reads_all:
        statement = f"WITH {asked}, {found} SELECT id, words, post FROM found"
        return Newest.of(ask(in_dialect(statement), [*groups, *parameters]))
    again = ""
    if asks_index and steps.rest:
        # Of eras that were not opened for `found` nothing is asked.
        again = f"""
        SELECT r.id
        FROM unnest(%s::text[]::int[], %s::text[]::tsquery[], %s::text[]::bigint[]) AS opened(place, marks, top)
        CROSS JOIN LATERAL (
            SELECT r.id FROM forum_searchrow r WHERE opened.top > (SELECT oldest FROM whole)
            AND {matched} AND {TERMS} @@ opened.marks OFFSET 0
        ) AS r"""
        left = steps.rest.windows
        parameters += [steps.places(one.era for one in left)]
        parameters += [[_any(terms.of_readers(marks, one.era)) for one in left], [str(one.top) for one in left]]
    statement = f"WITH {asked}, {found} {_with_few_words(terms, most, again)}"
    return Newest.of(ask(in_dialect(statement), [*groups, *parameters, *terms.said]))


def _asked(terms: Terms, eras: Sequence[int]) -> tuple[str, str, list[list[str]]]:
    """Return the query `asked` of what is asked of the rows of each of ERAS, the condition on a row, and parameters.

    Each group is a condition of its own: the index leaps from list to list, where one long condition would be weighed
    for every row of the rarest. It leaps in the order in which they are written: words, of which few rows hold most,
    before names, which are held by many, and by a window of time last.
    """
    of_eras = [
        [*map(_any, terms.groups(era)), *(f"!{_any(group)}" for group in terms.unwanted_groups(era))] for era in eras
    ]
    groups = [list(group) for group in zip(*of_eras, strict=True)]
    columns = ", ".join(f"%s::text[]::tsquery[] AS group{number}" for number in range(len(groups)))
    # An era stands at the same place of each.
    matched = [f"{TERMS} @@ (SELECT group{number} FROM asked)[opened.place]" for number in range(len(groups))]
    return f"asked AS MATERIALIZED (SELECT {columns})", " AND ".join(matched), groups


def _found(
    terms: Terms, most: int, matched: str, steps: "Steps", marks: tuple[list[str], list[str]]
) -> tuple[str, list[Any]]:
    """Return the query `found` of the newest rows that are MATCHED in the windows of STEPS, with its parameters.

    Of the rows of windows it reads whether they have one of the first MARKS, of those of the rest one of the second.
    """
    conditions, values = terms.conditions()
    looked_at = terms.looks_at(most)
    marks_of_windows, marks_of_rest = marks
    between = f"AND {NUMBER} >= %s AND {NUMBER} < %s" if terms.range else ""
    order = f"ORDER BY id DESC LIMIT {looked_at}"
    windows = "unnest(%s::text[]::int[], %s::text[]::tsquery[]) AS opened(place, days)"
    opened = f"""
    SELECT found.* FROM {windows} CROSS JOIN LATERAL (
        SELECT {_columns(terms, marks_of_windows)} FROM forum_searchrow r
        WHERE {matched} {between} AND {TERMS} @@ opened.days {order}
    ) AS found"""
    little, found = "", f"{opened} LIMIT {looked_at}"
    parameters: list[Any] = [*steps.opening(steps.first), *marks_of_windows, *terms.range]
    if rest := steps.rest:
        sample = f"""
        SELECT FROM {windows} CROSS JOIN LATERAL (
            SELECT FROM forum_searchrow r WHERE {matched} AND {TERMS} @@ opened.days LIMIT %s
        ) AS day LIMIT %s"""
        little = f"little AS MATERIALIZED (SELECT count(*) < %s AS is_so FROM ({sample}) AS sampled),"
        # The list of all that matches is gone through for the rest, so that it is not even begun where nothing is left.
        upper = f"CASE WHEN {LITTLE} THEN %s ELSE %s END"
        is_left = f"({LITTLE} OR {'true' if rest.bottom > terms.oldest else 'false'}) AND opened.bottom < {upper}"
        # Names know of no era, and a word that is left out in one says nothing of another: its block is asked for too.
        in_era = f"AND {TERMS} @@ opened.days" if terms.excludes_words and not terms.has_words else ""
        # Rows come in the order in which this is written: no other process takes part, which the function of the index
        # does not allow (migration 0014).
        found = f"""
        {opened} UNION ALL {opened} WHERE NOT {LITTLE} UNION ALL (
            SELECT found.*
            FROM unnest(%s::text[]::int[], %s::text[]::tsquery[], %s::text[]::bigint[]) AS opened(place, days, bottom)
            CROSS JOIN LATERAL (
                SELECT {_columns(terms, marks_of_rest)} FROM forum_searchrow r
                WHERE {is_left} AND {matched} {in_era} {between} AND {NUMBER} < {upper} {order}
            ) AS found
        ) LIMIT {looked_at}"""
        ends = [rest.below, rest.bottom]
        parameters = [rest.few, *steps.opening(rest.days), rest.few, rest.few, *parameters]
        parameters += [*steps.opening(steps.later), *marks_of_windows, *terms.range]
        parameters += [*steps.opening(rest.windows), [str(one.bottom) for one in rest.windows], *marks_of_rest]
        parameters += [*ends, *terms.range, *ends]
    if conditions:
        found = f"SELECT r.* FROM ({found}) AS r WHERE {' AND '.join(conditions)} LIMIT {most}"
    return f"{little} found AS ({found})", [*parameters, *values]


@dataclass(frozen=True, slots=True)
class Rest:
    """What lies `below` a number when the first windows have been opened, and `bottom`, below which no window reaches.

    `days` are some of its days, by which it is guessed how much it is: where they hold fewer than `few` rows, little.
    `windows` are its eras, the newest first. Where the index is asked for names alone it is one for all of them, of
    which neither days nor era are asked.
    """

    below: int
    bottom: int
    days: list[Window]
    few: int
    windows: list[Window]


@dataclass(frozen=True, slots=True)
class Steps:
    """The windows that are opened `first`, those that are opened `later`, and the rest, if anything is left.

    The rest is opened at once where it is little, or it is what lies below all windows.
    """

    first: list[Window]
    later: list[Window]
    rest: Rest | None

    @property
    def eras(self) -> list[int]:
        """Every era that may be opened, the newest first."""
        last = self.rest.windows[-1] if self.rest else self.first[-1]
        return list(range(self.first[0].era, last.era - 1, -1))

    def places(self, eras: Iterable[int]) -> list[str]:
        """Return where each of ERAS stands among all, counted from 1, as the driver sends it whatever its width."""
        return [str(self.first[0].era - era + 1) for era in eras]

    def opening(self, windows: Sequence[Window]) -> list[list[str]]:
        """Return the parameters by which WINDOWS are opened: the place of the era of each, and its days."""
        return [self.places(one.era for one in windows), [_any(one.blocks) for one in windows]]


def _steps(terms: Terms, looked_at: int) -> Steps:
    windows = list(ladder(terms.begin, terms.oldest))
    length = (terms.begin - terms.oldest) // BEGUN
    count = next((place for place, one in enumerate(windows, 1) if terms.begin - one.bottom >= length), len(windows))
    first, later = windows[:count], windows[count:]
    below, bottom = first[-1].bottom, windows[-1].bottom
    if below <= terms.oldest:
        return Steps(first, later, None)
    sampled = days(terms.oldest, below, DAYS)
    count = sum(len(one.blocks) for one in sampled)
    length = max((below - terms.oldest) // tokens.DAY, count)
    # Of a range it is not known how much lies outside, which is gone through as well.
    few = 0 if terms.range else int(FEW * looked_at * count / length)
    left = eras(below - 1, terms.oldest)
    # Names stand in rows of every era.
    one_by_one = terms.has_words or terms.excludes_words
    return Steps(first, later, Rest(below, bottom, sampled, few, left if one_by_one else left[-1:]))


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
    asked = f" again AS MATERIALIZED ({again})," if again else ""
    return f""",
    whole AS MATERIALIZED (SELECT count(*) AS count, min(id) AS oldest FROM found),{asked}
    near AS MATERIALIZED (SELECT id, {near_words} AS words, post FROM found LIMIT {AHEAD}){enough}
    SELECT id, words, post, (SELECT count FROM whole), (SELECT oldest FROM whole) FROM near UNION ALL
    SELECT id, {words}, post, NULL, NULL FROM found
    WHERE id < (SELECT min(id) FROM near) AND (NOT {is_full} OR {read})"""


def _any(names: Iterable[str]) -> str:
    return "(" + " | ".join(map(_quoted, names)) + ")"


def _quoted(token: str) -> str:
    # Folding leaves letters and digits, tokens.py adds "_" and "=": no sign of the language of queries can stand here.
    return f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'"
