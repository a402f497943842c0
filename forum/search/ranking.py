"""Which of the newest hits come first: those that say it in their title, and say it often; then the newest."""

from collections.abc import Iterable, Sequence

from forum.search.rows import BREAK
from forum.search.terms import Row

TITLE, RECENT, OFTEN = 3.0, 0.5, 4


def said(sought: Iterable[str]) -> list[str]:
    """Return the words of SOUGHT that count: stems stand in no order."""
    return [word for word in sought if not word.endswith("*") and "_" not in word]


def beginnings(sought: Iterable[str]) -> list[str]:
    return [word for word in sought if word.endswith("*")]


def ranked(rows: Sequence[Row], oldest: int, sought: Iterable[str]) -> list[int]:
    """Return the numbers of ROWS, the best first; what is newer counts for more, from the number OLDEST on.

    Only the words themselves are counted, and no stems: what is said as it was asked is nearer. A row whose words were
    not read (None) says each once at most and none in its title; it is taken to say all.
    """
    sought = set(sought)
    looked_for = [f" {word} " for word in said(sought)]
    looked_for += [f" {word[:-1]}" for word in beginnings(sought)]
    # What is said twice in a row shares a space: the next is looked for from the last sign of the one before, unless it
    # is the beginning of words.
    steps = [(word, len(word) - word.endswith(" ")) for word in looked_for]
    span = (max((row[0] for row in rows), default=0) - oldest) or 1
    scores = []
    most = len(looked_for) / OFTEN
    for pk, text, _post in rows:
        score = RECENT * (pk - oldest) / span
        if text is None:
            scores.append((-(score + most), -pk))
            continue
        padded = f" {text} "
        # Of few rows a part is a title; in no folded word stands what ends it.
        title = padded.find(BREAK)
        for word, step in steps:
            at = padded.find(word)
            if at < 0:
                continue
            in_title = at < title
            count = 1
            while count < OFTEN and (at := padded.find(word, at + step)) >= 0:
                count += 1
            score += count / OFTEN
            if in_title:
                score += TITLE
        scores.append((-score, -pk))
    scores.sort()
    return [-key for _score, key in scores]
