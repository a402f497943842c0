"""Where in time PostgreSQL looks for the newest rows: ever larger windows of days, and single days of what is older."""

from collections.abc import Iterator
from dataclasses import dataclass

from forum.search.tokens import DAY, LEVELS, block

# From this size of blocks on, a level of the ladder is two windows.
HALVED = 4
# Days of a week, and how many of them, from Monday on, are days of work nearly everywhere.
WEEK, WORKING = 7, 4


def days(oldest: int, below: int, most: int) -> list[str]:
    """Return the blocks of MOST single days, or of all there are, evenly from that of OLDEST to that before BELOW.

    Both are in milliseconds; BELOW is the beginning of a day. Days that lie half a week or more apart are a Monday,
    Tuesday, Wednesday and Thursday in turn: else all might be of one weekday, and offices rest on the same.
    """
    first, last = oldest // DAY, max(below // DAY - 1, oldest // DAY)
    count = min(last - first + 1, most)
    length = last - first - (WEEK - 1)
    if 2 * length < WEEK * (count - 1):
        return [block(0, first + (last - first) * place // max(count - 1, 1)) for place in range(count)]
    return [block(0, _working(first + length * place // max(count - 1, 1), place)) for place in range(count)]


def _working(day: int, place: int) -> int:
    """Return the first from DAY on that is the weekday of PLACE; day 0 was a Thursday."""
    return day + (place % WORKING - (day + 3)) % WEEK


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which rows lie: its `blocks`, and the number below which none of these lies."""

    blocks: list[str]
    bottom: int


def ladder(newest: int, oldest: int = 0) -> Iterator[Window]:
    """Yield ever larger windows, of 2 to 7 blocks each, from the day of NEWEST back to that of OLDEST (milliseconds).

    All of them together are at most three times as long as those before the last: so much is found too much, and no
    more.
    """
    upper = newest // DAY + 2
    for level, size in enumerate(LEVELS):
        # Down to where the next larger blocks begin.
        lower = (upper - 4) // 4 * 4
        middle = upper - 2 if size >= HALVED else lower
        for high, low in ((upper, middle), (middle, lower)):
            if low < high:
                yield Window([block(level, one) for one in range(high - 1, low - 1, -1)], low * size * DAY)
            if low * size <= oldest // DAY:
                return
        upper = lower // 4
