"""What a query asks of the index: groups of tokens, a range of time, and what the rows themselves must show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Self

from forum.search import tokens
from forum.search.query import Alternatives

# Where something is asked that the index does not know, so many of the newest hits are looked at for it.
LOOKED_AT = 10_000
# So many of the newest hits are read whatever they say; where LEAST of them, a page, say every word that was asked for,
# none comes before them that is older and says each word once.
AHEAD, LEAST = 64, 20
# So many tokens of words are asked of the index: what a reader of forty networks asks for beyond is looked for in the
# rows, since PostgreSQL compares each token of a statement with all others.
TOKENS = 1_500
# And so many marks: each is looked for in every row that has one of them.
MARKS = 500
# Asked row by row: joined, the plan might read every topic first, and the newest would not come first.
HELD = "' ' || r.words || ' ' || r.stems || ' '"
STATUS = "(SELECT t.status FROM forum_topic t WHERE t.id = r.topic_id)"
ACCEPTED = "(SELECT t.accepted_count FROM forum_topic t WHERE t.id = r.topic_id)"
# Number, words (None where they are not read), and the post where the row is all of it: then whoever may see one may
# see the other. 0 for a file or a title alone, and where nobody asks.
Row = tuple[int, str | None, int]

POST = "CASE WHEN r.attachment_id IS NULL AND r.is_title IS NULL THEN r.post_id ELSE 0 END"


@dataclass(frozen=True, slots=True)
class Newest:
    """`rows`, newest first, of the `count` that match; `oldest` is the number of the last of these.

    Where `count` is as many as were asked for, those rows are left out which nobody shows (`Terms.reads_all`).
    """

    rows: Sequence[Row]
    count: int
    oldest: int

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> Self:
        """Return what ROWS say, newest first; where some are left out the first has count and oldest behind its own."""
        if not rows:
            return cls([], 0, 0)
        count, oldest = rows[0][3:] or (len(rows), rows[-1][0])
        return cls([row[:3] for row in rows], count, oldest)


@dataclass
class Terms:
    """A row is asked for which one of READERS may read, with one token of each of WANTED and none of UNWANTED.

    READERS are names of forum/search/tokens.py. `range`: from a number to below another, or empty. `phrases` and
    `unwanted_phrases` are asked of the words in their order, `statuses` and `answered` of the topic.
    """

    readers: frozenset[str]
    wanted: list[Alternatives]
    begin: int
    # Nothing is older than this number.
    oldest: int = 0
    unwanted: list[Alternatives] = field(default_factory=list)
    range: list[int] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    unwanted_phrases: list[list[str]] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    other_statuses: list[str] = field(default_factory=list)
    answered: bool | None = None
    # The words of all are read. Otherwise of the newest AHEAD, and of those that say one of `told` in their title or
    # more than once (forum/search/tokens.py): unless fewer than LEAST of the newest say each of `told`, then of all.
    # Where nothing is `told`, no words are read. Of what stays unread then nothing is shown: it is counted.
    reads_all: bool = True
    told: list[str] = field(default_factory=list)

    @property
    def said(self) -> list[str]:
        """What is looked for in words that stand between two spaces."""
        return [f" {word} " for word in self.told]

    def groups(self, era: int | None = None) -> list[list[str]]:
        """Return tokens of the index, of each of which a row has one: words of the readers first, then names.

        Names are held by many rows. With ERA the words are those of its rows (forum/search/tokens.py).
        """
        words = [self.of_readers(one.looked_up, era) for one in self._in_index(self.wanted)]
        return [*(words or [sorted(self.readers)]), *(sorted(one.tokens) for one in self.wanted if one.are_names)]

    def unwanted_groups(self, era: int | None = None) -> list[list[str]]:
        """Return tokens of the index of which a row, of ERA, has none."""
        words = [self.of_readers(one.looked_up, era) for one in self._in_index(self.unwanted)]
        return [*words, *(sorted(one.tokens) for one in self.unwanted if one.are_names)]

    @property
    def has_words(self) -> bool:
        """Whether a row has a word for which the index is asked: otherwise names alone, which know of no era."""
        return bool(self._in_index(self.wanted))

    @property
    def excludes_words(self) -> bool:
        """Whether the index is asked for a word that a row does not have."""
        return bool(self._in_index(self.unwanted))

    def _in_index(self, groups: Sequence[Alternatives]) -> list[Alternatives]:
        """Return of GROUPS those of words that are asked of the index: the first, and others within TOKENS."""
        words = [one for one in groups if not one.are_names]
        sizes = accumulate(len(one.looked_up) * len(self.readers) for one in words)
        return [one for place, (one, size) in enumerate(zip(words, sizes, strict=True)) if not place or size <= TOKENS]

    def _beyond(self, groups: Sequence[Alternatives]) -> list[Alternatives]:
        return [one for one in groups if not one.are_names][len(self._in_index(groups)) :]

    @property
    def in_rows(self) -> tuple[bool, bool]:
        """Whether the rows are asked for their words, and for their stems."""
        stems = bool(self._beyond(self.wanted) or self._beyond(self.unwanted))
        return bool(stems or self.phrases or self.unwanted_phrases), stems

    @property
    def marks_in_index(self) -> bool:
        """Whether the index may be asked which rows say one of `told` in their title or more than once."""
        return len(self.told) * len(self.readers) <= MARKS

    def of_readers(self, words: Iterable[str], era: int | None = None) -> list[str]:
        """Return WORDS as words of each of the readers."""
        return sorted(tokens.read_by(reader, word, era) for word in words for reader in self.readers)

    @property
    def asks_topics(self) -> bool:
        """Whether `conditions` ask something of the topics of the rows."""
        return bool(self.statuses or self.other_statuses or self.answered is not None)

    def looks_at(self, most: int) -> int:
        return LOOKED_AT if self.conditions()[0] else most

    def conditions(self) -> tuple[list[str], list[Any]]:
        """Return the conditions on the rows r, with their values; each is asked of one row after the other."""
        found: list[str] = []
        values: list[Any] = []
        for phrases, sign in ((self.phrases, "LIKE"), (self.unwanted_phrases, "NOT LIKE")):
            for words in phrases:
                # Folded words hold no sign of a pattern.
                found.append(f"' ' || r.words || ' ' {sign} %s")
                values.append(f"% {' '.join(words)} %")
        for groups, sign in ((self.wanted, ""), (self.unwanted, "NOT ")):
            for one in self._beyond(groups):
                held = " OR ".join([f"{HELD} LIKE %s ESCAPE '!'"] * len(one.looked_up))
                found.append(f"{sign}({held})")
                values += [_pattern(token) for token in sorted(one.looked_up)]
        for statuses, sign in ((self.statuses, "IN"), (self.other_statuses, "NOT IN")):
            if statuses:
                found.append(f"{STATUS} {sign} ({', '.join(['%s'] * len(statuses))})")
                values += statuses
        if self.answered is not None:
            found.append(f"{ACCEPTED} {'>' if self.answered else '='} 0")
        return found, values


def _pattern(token: str) -> str:
    # The sign of a stem means any letter to LIKE.
    word = token.removesuffix("*").replace("_", "!_")
    return f"% {word}%" if token.endswith("*") else f"% {word} %"
