"""Which of the newest hits come first: those that say it in their title, and say it often; then the newest."""

from collections.abc import Iterable, Sequence

from forum.search.rows import BREAK

TITLE, RECENT, OFTEN = 3.0, 0.5, 4


def ranked(rows: Sequence[tuple[int, str]], sought: Iterable[str]) -> list[int]:
    """Return the numbers of ROWS (number, words), the best first.

    Only the words themselves are counted: stems stand in no order, and what is said as it was asked is nearer.
    """
    words = [f" {word} " for word in sought if not word.endswith("*") and "_" not in word]
    beginnings = [f" {word[:-1]}" for word in sought if word.endswith("*")]
    newest = max((pk for pk, _words in rows), default=0) or 1
    oldest = min((pk for pk, _words in rows), default=0)
    span = (newest - oldest) or 1
    looked_for = [*words, *beginnings]
    scores = []
    for pk, text in rows:
        # Two spaces, so that a word which is said twice in a row is counted twice.
        padded = f" {text.replace(' ', '  ')} "
        score = RECENT * (pk - oldest) / span
        title, found, _body = padded.partition(f"  {BREAK}  ")
        for word in looked_for:
            score += min(padded.count(word), OFTEN) / OFTEN
            if found and word in f"{title} ":
                score += TITLE
        scores.append((-score, -pk))
    return [-key for _score, key in sorted(scores)]
