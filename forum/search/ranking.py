"""Which of the newest hits come first: those that say it in their title, and say it often; then the newest."""

from collections.abc import Iterable, Sequence

from forum.search.rows import BREAK
from forum.search.terms import Row

TITLE, RECENT, OFTEN = 3.0, 0.5, 4
BETWEEN = f" {BREAK} "


def ranked(rows: Sequence[Row], sought: Iterable[str]) -> list[int]:
    """Return the numbers of ROWS, the best first.

    Only the words themselves are counted: stems stand in no order, and what is said as it was asked is nearer.
    """
    looked_for = [f" {word} " for word in sought if not word.endswith("*") and "_" not in word]
    looked_for += [f" {word[:-1]}" for word in sought if word.endswith("*")]
    newest = max((row[0] for row in rows), default=0) or 1
    oldest = min((row[0] for row in rows), default=0)
    span = (newest - oldest) or 1
    # What is said twice in a row shares a space: it is counted otherwise.
    doubled = [(word, word + word[1:]) for word in looked_for]
    scores = []
    for pk, text, _post in rows:
        padded = f" {text} "
        between = padded.find(BETWEEN)
        score = RECENT * (pk - oldest) / span
        for word, twice in doubled:
            if count := padded.count(word):
                if twice in padded:
                    count = padded.replace(" ", "  ").count(word)
                score += min(count, OFTEN) / OFTEN
                if between >= 0 and padded.find(word, 0, between + 1) >= 0:
                    score += TITLE
        scores.append((-score, -pk))
    scores.sort()
    return [-key for _score, key in scores]
