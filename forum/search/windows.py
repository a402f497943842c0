"""Where in time PostgreSQL looks for the newest rows: ever larger windows of days, and single days of what is older."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from forum.search.tokens import DAY, ERA, LEVELS, block, era_of

# From this size of blocks on, a level of the ladder is two windows.
HALVED = 4
# Days of a week, and how many of them, from Monday on, are days of work nearly everywhere.
WEEK, WORKING = 7, 4


@dataclass(frozen=True, slots=True)
class Window:
    """A time of one era in which rows lie: its `blocks`, and the number below which none of these lies."""

    era: int
    blocks: list[str]
    bottom: int

    @property
    def top(self) -> int:
        """The number from which on all rows are newer than its era."""
        return (self.era + 1) * ERA * DAY


def days(oldest: int, below: int, most: int) -> list[Window]:
    """Return windows of MOST single days, or of all there are, evenly from that of OLDEST to that before BELOW.

    Both are in milliseconds; BELOW is the beginning of a day. Days that lie half a week or more apart are a Monday,
    Tuesday, Wednesday and Thursday in turn: else all might be of one weekday, and offices rest on the same.
    """
    first, last = oldest // DAY, max(below // DAY - 1, oldest // DAY)
    count = min(last - first + 1, most)
    length = last - first - (WEEK - 1)
    if 2 * length < WEEK * (count - 1):
        found = [first + (last - first) * place // max(count - 1, 1) for place in range(count)]
    else:
        found = [_working(first + length * place // max(count - 1, 1), place) for place in range(count)]
    return list(_windows(0, sorted(found, reverse=True)))


def _working(day: int, place: int) -> int:
    """Return the first from DAY on that is the weekday of PLACE; day 0 was a Thursday."""
    return day + (place % WORKING - (day + 3)) % WEEK


def eras(newest: int, oldest: int) -> list[Window]:
    """Return the eras from that of the number NEWEST back to that of OLDEST, a window each."""
    level = len(LEVELS) - 1
    return list(_windows(level, range(era_of(newest), era_of(oldest) - 1, -1)))


def _windows(level: int, blocks: Iterable[int]) -> Iterator[Window]:
    """Yield the numbers BLOCKS of a LEVEL, the newest first, as windows of one era each."""
    size = LEVELS[level]
    for era, some in groupby(blocks, lambda one: one * size // ERA):
        numbers = list(some)
        yield Window(era, [block(level, one) for one in numbers], numbers[-1] * size * DAY)


def ladder(newest: int, oldest: int = 0) -> Iterator[Window]:
    """Yield ever larger windows, of up to 7 blocks each, from the day of NEWEST back to that of OLDEST (milliseconds).

    All of them together are at most three times as long as those before the last: so much is found too much, and no
    more. Where an era ends, so does a window.
    """
    upper = newest // DAY + 2
    for level, size in enumerate(LEVELS):
        # Down to where the next larger blocks begin.
        lower = (upper - 4) // 4 * 4
        middle = upper - 2 if size >= HALVED else lower
        for high, low in ((upper, middle), (middle, lower)):
            for window in _windows(level, range(high - 1, low - 1, -1)):
                yield window
                if window.bottom <= oldest:
                    return
        upper = lower // 4
