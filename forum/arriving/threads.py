"""Which message answers which, by References and In-Reply-To alone: subjects of mail lie too often."""

from collections.abc import Mapping, Sequence

# No message of the archive.
NONE = -1


def parents(keys: Sequence[str], answers: Sequence[Sequence[str]]) -> list[int]:
    """Return for each message the number of the one it answers, NONE for none.

    KEYS are the identifiers in the order of the archive ("" for none; of two equal ones the first counts), ANSWERS what
    each answers, the nearest first. The nearest that is in the archive is the parent: so a thread holds together where
    messages are missing. A loop (A answers B answers A) is opened at the message that would close it.
    """
    numbers: dict[str, int] = {}
    tops = list(range(len(keys)))
    for number, key in enumerate(keys):
        if key:
            numbers.setdefault(key, number)
    found = [NONE] * len(keys)
    for number, asked in enumerate(answers):
        found[number] = _nearest(number, asked, numbers, tops)
        if found[number] != NONE:
            tops[number] = found[number]
    return found


def _nearest(number: int, asked: Sequence[str], numbers: Mapping[str, int], tops: list[int]) -> int:
    """Return the nearest of what is ASKED that does not stand below NUMBER, nor is it.

    NUMBER has nothing above it yet, so what stands below it is what has it at its top.
    """
    for key in asked:
        parent = numbers.get(key, NONE)
        if parent != NONE and _top(parent, tops) != number:
            return parent
    return NONE


def _top(number: int, tops: list[int]) -> int:
    """Return the first of NUMBER's thread so far, and shorten the way there for the next who asks.

    Without that a thread of 100,000, each answering the one before, would cost a walk of its whole length a message.
    """
    while tops[number] != number:
        tops[number] = tops[tops[number]]
        number = tops[number]
    return number


def roots(found: Sequence[int]) -> list[int]:
    """Return for each message the first of its thread."""
    first = [NONE] * len(found)
    for number in range(len(found)):
        path = []
        here = number
        while first[here] == NONE and found[here] != NONE:
            path.append(here)
            here = found[here]
        top = first[here] if first[here] != NONE else here
        first[here] = top
        for one in path:
            first[one] = top
    return first
