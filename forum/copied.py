"""Words of one text found again in another, whatever was changed in spaces, punctuation, case and accents.

Found are whole sentences, runs of at least 80 letters and digits (an ideograph counts as three), what looks like
personal data, and a line that is all of a short text. docs/decisions/0016-what-erasing-reaches.md says why.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from writing.personal import search

# Longer than the names of treaties, which many texts share.
RUN = 80
# Of a run this long at least one piece begins at a sampled place and is known whole.
PIECE = RUN // 2
# Shorter sentences, numbers and texts stand in others by chance.
SENTENCE, NUMBER, SHORTEST = 24, 6, 4
ENDS = re.compile(r"[.!?…؟]\s|[。！？\n]")
BLANK = "[…]"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Folded:
    """The letters and digits of a text alone, and the place of each in it."""

    letters: str
    places: list[int]

    @classmethod
    def of(cls, text: str) -> "Folded":
        letters, places = [], []
        for place, sign in enumerate(text):
            for one in unicodedata.normalize("NFKD", sign.casefold()) if sign > "\x7f" else sign.lower():
                if one.isalnum():
                    times = 3 if "\u3040" <= one <= "\ud7ff" else 1
                    letters.append(one * times)
                    places.extend([place] * times)
        return cls("".join(letters), places)


class Source:
    """Texts whose words are looked for elsewhere."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pieces: set[str] = set()
        self._whole: set[str] = set()
        self._lines: set[str] = set()
        for text in dict.fromkeys(texts):
            letters = Folded.of(text).letters
            self._pieces.update(letters[at : at + PIECE] for at in range(len(letters) - PIECE + 1))
            if SHORTEST <= len(letters) < SENTENCE:
                self._lines.add(letters)
            self._whole |= _folded(ENDS.split(text), SENTENCE)
            self._whole |= _folded((text[one.start : one.end] for one in search(text)), NUMBER)

    def without(self, text: str) -> str:
        """Return TEXT with a sign of omission in place of each piece that is found in the source."""
        lines = (BLANK if Folded.of(line).letters in self._lines else line for line in text.split("\n"))
        text = "\n".join(lines) if self._lines else text
        kept, at = [], 0
        for start, end in self.found_in(text):
            kept += [text[at:start], BLANK]
            at = end
        return "".join([*kept, text[at:]])

    def found_in(self, text: str) -> list[Span]:
        """Return where pieces of the source stand in TEXT, in order."""
        folded = Folded.of(text)
        spans = sorted([*self._runs(folded.letters), *self._wholes(folded.letters)])
        merged: list[Span] = []
        for start, end in spans:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], end))
            else:
                merged.append((start, end))
        return [(folded.places[start], folded.places[end - 1] + 1) for start, end in merged]

    def _wholes(self, letters: str) -> Iterator[Span]:
        for whole in self._whole:
            at = letters.find(whole)
            while at >= 0:
                yield at, at + len(whole)
                at = letters.find(whole, at + len(whole))

    def _runs(self, letters: str) -> Iterator[Span]:
        at = 0
        while at <= len(letters) - PIECE:
            if letters[at : at + PIECE] not in self._pieces:
                at += PIECE
                continue
            # Every piece of a run is a piece of the source: walk to both ends of it.
            start, end = at, at + PIECE
            while start and letters[start - 1 : start - 1 + PIECE] in self._pieces:
                start -= 1
            while end < len(letters) and letters[end + 1 - PIECE : end + 1] in self._pieces:
                end += 1
            if end - start >= RUN:
                yield start, end
            at = end


def _folded(texts: Iterable[str], shortest: int) -> set[str]:
    return {letters for text in texts if len(letters := Folded.of(text).letters) >= shortest}
