"""The arithmetic of reading marks: pure, without a database."""

from collections.abc import Iterable
from typing import NamedTuple

MOST_AHEAD = 200


class Mark(NamedTuple):
    """Every post up to `seq` was shown, and of the later ones those in `shown`."""

    seq: int = 0
    shown: frozenset[int] = frozenset()


def advanced(mark: Mark, seqs: Iterable[int]) -> Mark:
    """Return MARK after SEQS were shown too. Beyond 200 gaps the oldest count as read: the row stays small."""
    seq = mark.seq
    shown = {one for one in (*mark.shown, *seqs) if one > seq}
    while seq + 1 in shown:
        seq += 1
        shown.discard(seq)
    if len(shown) > MOST_AHEAD:
        kept = sorted(shown)[-MOST_AHEAD:]
        seq = kept[0] - 1
        shown = set(kept)
        while seq + 1 in shown:
            seq += 1
            shown.discard(seq)
    return Mark(seq, frozenset(shown))
