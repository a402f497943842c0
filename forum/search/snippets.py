"""A piece of the original text around the hits, with the hits marked; made after the reader was found to see it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from forum.search.analyser import pairs, pieces
from forum.search.folding import LONGEST, WORD, fold, soften
from forum.search.stems import LATIN, stems

LENGTH = 240
BEFORE = 60
# So much of a text is looked through: hits further down have no snippet, and a book pasted as a post costs no more.
LOOKED_THROUGH = 40_000
# So many words are kept for a page.
MOST_KNOWN = 5_000
# What Markdown writes around words and nobody wants to read in a snippet: beside a word it leaves no gap, between parts
# of a text it does.
# Each alternative begins with its sign, so that the machine looks for nothing else.
AROUND = re.compile(r"[*`~]+|_(?<!\w_)_*|_+(?!\w)|\]\([^)\s]*\)|!\[|\[|\]")
BETWEEN = re.compile(r"[#>|]+")
SIGN = re.compile(r"[*`~_\[\]#>|]")
# What cannot stand in HTML as it is.
SPECIAL = re.compile(r"[&<>'\"]")


def snippet(text: str, sought: frozenset[str], length: int = LENGTH) -> Markup:
    """Return about LENGTH characters of TEXT as HTML, from shortly before the first hit of SOUGHT."""
    plain = text[:LOOKED_THROUGH]
    # Most texts hold no sign of Markdown: to look for one costs a tenth of taking it out.
    if SIGN.search(plain):
        plain = BETWEEN.sub(" ", AROUND.sub("", plain))
    plain = " ".join(plain.split())
    hits = hits_in(plain, sought)
    first = next(hits, None)
    start = 0 if first is None or first[0] < length - BEFORE else _word_start(plain, first[0] - BEFORE)
    end = _word_end(plain, start + length)
    shown = [] if first is None else [first]
    for hit in hits:
        if hit[0] >= end:
            break
        shown.append(hit)
    return _marked(plain, [hit for hit in shown if hit[0] >= start], start, end)


def marked(text: str, sought: frozenset[str]) -> Markup:
    """Return TEXT, a title or the name of a file, with its hits marked."""
    return _marked(text, list(hits_in(text, sought)), 0, len(text))


def hits_in(text: str, sought: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where in TEXT a word stands that is SOUGHT: start and end."""
    marks = _marks(sought)
    known = marks.known
    for match in WORD.finditer(text):
        word = match[0]
        # Looked up here, and not by a call: a page asks it of some thousand words.
        places = known[word] if word in known else marks.within(word)
        if places:
            begin = match.start()
            for start, end in places:
                yield begin + start, begin + end


class Marks:
    """Where in a word, as it was written, something stands that is sought; each word is looked at once."""

    def __init__(self, sought: frozenset[str]) -> None:
        self.sought = sought
        self.beginnings = tuple(one[:-1] for one in sought if one.endswith("*"))
        self.known: dict[str, tuple[tuple[int, int], ...]] = {}

    def within(self, word: str) -> tuple[tuple[int, int], ...]:
        found = tuple(self._found(word))
        if len(word) <= LONGEST and len(self.known) < MOST_KNOWN:
            self.known[word] = found
        return found

    def _found(self, word: str) -> Iterator[tuple[int, int]]:
        for piece in pieces(word):
            if piece.is_run:
                yield from _in_run(piece.start, piece.text, self.sought, self.beginnings)
            elif fold(piece.text) in self.sought or not self.sought.isdisjoint(stems(soften(piece.text), LATIN)):
                yield piece.start, piece.end


# The titles and texts of one page ask for the same.
_marks = lru_cache(maxsize=8)(Marks)


def _in_run(start: int, run: str, sought: frozenset[str], beginnings: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    end = -1
    begin = 0
    for place in range(len(run)):
        pair = "".join(pairs(run[place : place + 2])[:1])
        width = 2 if pair in sought else 1 if beginnings and pair.startswith(beginnings) else 0
        if not width:
            continue
        if place > end:
            if end > begin:
                yield start + begin, start + end
            begin = place
        end = max(end, place + width)
    if end > begin:
        yield start + begin, start + min(end, len(run))


def _word_start(text: str, place: int) -> int:
    space = text.find(" ", max(place, 0))
    return space + 1 if 0 <= space < place + BEFORE // 2 else max(place, 0)


def _word_end(text: str, place: int) -> int:
    """Return the end of the last whole word before PLACE, or PLACE where no word ends shortly before it (Chinese)."""
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - BEFORE // 2, place + 1)
    return space if space > 0 else place


def _marked(text: str, hits: list[tuple[int, int]], start: int, end: int) -> Markup:
    written = _as_html if SPECIAL.search(text, start) else _as_it_is
    parts = ["… " if start else ""]
    place = start
    for begin, stop in hits:
        parts += [written(text[place:begin]), "<mark>", written(text[begin:stop]), "</mark>"]
        place = stop
    if place < end:
        parts.append(written(text[place:end]))
    if max(place, end) < len(text):
        parts.append(" …")
    return Markup("".join(parts))  # noqa: S704 - each part of the text was made HTML above


def _as_html(text: str) -> str:
    return str(escape(text))


def _as_it_is(text: str) -> str:
    """Return TEXT, in which no sign of HTML stands."""
    return text
