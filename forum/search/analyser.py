"""The words of a text and of what is asked, the same for both databases: what is equal here is a hit."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from forum.search.folding import IDEOGRAPH, WORD, fold, soften
from forum.search.languages import languages_of
from forum.search.stems import LATIN, ROMAN, stems


@dataclass(frozen=True, slots=True)
class Piece:
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
    signs = "".join(fold(sign) or sign for sign in run)
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


def analyse(text: str, language: str) -> Analysed:
    """Return under which words and stems TEXT is found, which is said to be in LANGUAGE."""
    words: list[str] = []
    spoken: list[str] = []
    names: set[str] = set()
    for piece in pieces(text):
        if piece.is_run:
            found = pairs(piece.text)
            words += found
            # So that the last sign of a run is the beginning of something, as all the others are.
            names.add(found[-1][-1])
        elif word := fold(piece.text):
            words.append(word)
            spoken.append(piece.text)
    has_accents = any(not one.isascii() and ROMAN.search(soften(one)) for one in spoken)
    languages = languages_of(words, language, has_accents=has_accents)
    for one in set(spoken):
        names |= stems(soften(one), languages)
    return Analysed(words, frozenset(names))


def asked(word: str, languages: tuple[str, ...] = LATIN) -> frozenset[str]:
    """Return what a text may hold to be found by WORD, which is no run: the word itself or one of its stems."""
    return stems(soften(word), languages) | {fold(word)}
