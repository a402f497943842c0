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
    for number, key in enumerate(keys):
        if key:
            numbers.setdefault(key, number)
    found = [NONE] * len(keys)
    for number, asked in enumerate(answers):
        found[number] = _nearest(number, asked, numbers, found)
    return found


def _nearest(number: int, asked: Sequence[str], numbers: Mapping[str, int], found: Sequence[int]) -> int:
    for key in asked:
        parent = numbers.get(key, NONE)
        if parent != NONE and not _is_above(number, parent, found):
            return parent
    return NONE


def _is_above(number: int, other: int, found: Sequence[int]) -> bool:
    """Whether NUMBER is OTHER or stands somewhere above it, so that it cannot answer it."""
    while other != NONE:
        if other == number:
            return True
        other = found[other]
    return False


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
