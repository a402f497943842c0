"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added"]
WORD = re.compile(r"\n|[^\S\n]+|[^\s]+")
# The matcher is quadratic at worst: two long texts that share little are compared by their lines.
MOST_WORDS = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stands in both texts, only in the earlier, or only in the later."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Return the pieces from which both texts can be read: BEFORE without what was added, AFTER without the removed."""
    first, second = _parts(before), _parts(after)
    if len(first) + len(second) > MOST_WORDS:
        first, second = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head, tail = _shared(first, second)
    pieces: list[tuple[Kind, str]] = [("same", "".join(first[:head]))]
    middle = first[head : len(first) - tail], second[head : len(second) - tail]
    pieces += _compared(*middle)
    pieces.append(("same", "".join(first[len(first) - tail :])))
    return list(_joined(pieces))


def _parts(text: str) -> list[str]:
    return WORD.findall(text)


def _shared(first: list[str], second: list[str]) -> tuple[int, int]:
    """Return how many parts both have at their beginning, and at their end."""
    most = min(len(first), len(second))
    head = 0
    while head < most and first[head] == second[head]:
        head += 1
    tail = 0
    while tail < most - head and first[-1 - tail] == second[-1 - tail]:
        tail += 1
    return head, tail


def _compared(first: list[str], second: list[str]) -> list[tuple[Kind, str]]:
    if len(first) + len(second) > MOST_WORDS:
        # Thousands of lines that all changed: nobody reads that line by line.
        return [("removed", "".join(first)), ("added", "".join(second))]
    pieces: list[tuple[Kind, str]] = []
    for act, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if act == "equal":
            pieces.append(("same", "".join(first[a:b])))
        else:
            pieces += [("removed", "".join(first[a:b])), ("added", "".join(second[c:d]))]
    return pieces


def _joined(pieces: list[tuple[Kind, str]]) -> Iterator[Piece]:
    """Yield PIECES without the empty ones, neighbours of one kind together."""
    kind: Kind = "same"
    text = ""
    for next_kind, words in pieces:
        if not words:
            continue
        if text and next_kind != kind:
            yield Piece(kind, text)
            text = ""
        kind, text = next_kind, text + words
    if text:
        yield Piece(kind, text)
