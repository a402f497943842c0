"""The words of a text and of what is asked, the same for both databases: what is equal here is a hit."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from forum.search.folding import IDEOGRAPH, WORD, fold, soften
from forum.search.languages import languages_of
from forum.search.signs import SHORT
from forum.search.stems import LATIN, ROMAN, stems

# co-operation, e-mail, non-execution: found in one word too.
COMPOUND = re.compile(r"\b(anti|co|counter|e|inter|non|post|pre|pré|re|sub)[-‐‑](?=[^\W\d])(\w+)", re.IGNORECASE)

# video-conference, vidéo-conférence, видео-конференц-связь: the same.
HYPHENED = re.compile(r"[^\W\d_]{2,}(?:[-‐‑][^\W\d_]{2,}){1,2}(?![-‐‑]?\w)")
HYPHENS = re.compile("[-‐‑]")


class Piece(NamedTuple):
    """A word, or a run of ideographs, at START to END of a text."""

    start: int
    end: int
    text: str
    is_run: bool


@dataclass(frozen=True, slots=True)
class Analysed:
    """`words` in their order, each folded; `stems` and other names under which the text is found."""

    words: list[str]
    stems: frozenset[str]


def pieces(text: str) -> Iterator[Piece]:
    """Yield the words of TEXT with their places; what is written without spaces is divided from what is not."""
    for match in WORD.finditer(text):
        word, start = match[0], match.start()
        if word.isascii():
            yield Piece(start, match.end(), word, False)
            continue
        end = 0
        for run in IDEOGRAPH.finditer(word):
            if run.start() > end:
                yield Piece(start + end, start + run.start(), word[end : run.start()], False)
            yield Piece(start + run.start(), start + run.end(), run[0], True)
            end = run.end()
        if end < len(word):
            yield Piece(start + end, match.end(), word[end:], False)


@lru_cache(maxsize=20_000)
def pairs(run: str) -> tuple[str, ...]:
    """Return the overlapping pairs of a run of ideographs, or the one sign."""
    signs = "".join(fold(sign) or sign for sign in run).translate(SHORT)
    return tuple(one + two for one, two in pairwise(signs)) or (signs,)


def words_of(text: str) -> list[str]:
    """Return the folded words of TEXT in their order, runs of ideographs as overlapping pairs."""
    found: list[str] = []
    for piece in pieces(text):
        if piece.is_run:
            found += pairs(piece.text)
        elif word := fold(piece.text):
            found.append(word)
    return found


class Known(NamedTuple):
    """What is always the same of a word as it was typed: its folded words, what is stemmed of it, its last sign."""

    words: tuple[str, ...]
    spoken: tuple[str, ...]
    last: tuple[str, ...]
    has_accents: bool


@lru_cache(maxsize=100_000)
def _known(word: str) -> Known:
    words: list[str] = []
    spoken: list[str] = []
    last: list[str] = []
    for piece in pieces(word):
        if piece.is_run:
            words += pairs(piece.text)
            # So that the last sign of a run is the beginning of something, as all the others are.
            last.append(words[-1][-1])
        elif folded := fold(piece.text):
            words.append(folded)
            spoken.append(soften(piece.text))
    has_accents = any(not one.isascii() and ROMAN.search(one) for one in spoken)
    return Known(tuple(words), tuple(spoken), tuple(last), has_accents)


def _joined(text: str) -> Iterator[str]:
    """Yield what some write in one word and TEXT with a hyphen."""
    # Apart from its letter a mark would be the end of a word.
    composed = unicodedata.normalize("NFC", text)
    for before, after in COMPOUND.findall(composed):
        yield before + after
    for match in HYPHENED.finditer(composed):
        yield HYPHENS.sub("", match[0])


def analyse(text: str, language: str) -> Analysed:
    """Return under which words and stems TEXT is found, which is said to be in LANGUAGE."""
    words: list[str] = []
    spoken: set[str] = set()
    names: set[str] = set()
    has_accents = False
    for word in WORD.findall(text):
        known = _known(word)
        words += known.words
        spoken.update(known.spoken)
        names.update(known.last)
        has_accents |= known.has_accents
    for joined in _joined(text) if HYPHENS.search(text) else ():
        names.add(fold(joined))
        spoken.add(soften(joined))
    languages = languages_of(words, language, has_accents=has_accents)
    for one in spoken:
        names |= stems(one, languages)
    return Analysed(words, frozenset(names))


def asked(word: str, languages: tuple[str, ...] = LATIN) -> frozenset[str]:
    """Return what a text may hold to be found by WORD, which is no run: the word itself or one of its stems."""
    return stems(soften(word), languages) | {fold(word)}
