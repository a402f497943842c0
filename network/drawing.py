"""Parts of pages that were drawn a moment ago for somebody else: the same words in, the same markup out."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

# Some ten million characters in all, and as many of what they were made of. What is longer than an ordinary post, on
# either side, is drawn anew: whoever sends a megabyte for a choice would else have it kept.
MOST = 10_000_000
LONGEST = 5_000


class Drawn:
    """What was drawn, by all that it depends on; forgotten all at once when it is too much."""

    def __init__(self) -> None:
        self._parts: dict[tuple[Any, ...], Markup] = {}
        self._size = 0

    def draw(self, macro: Callable[..., Markup], *given: Any) -> Markup:
        """Return what MACRO makes of GIVEN, which is all that it depends on: every word and right is part of the key.

        A macro belongs to one language, so that the language is part of it too.
        """
        key = (macro, given)
        part = self._parts.get(key)
        return part if part is not None else self._keep(key, macro(*given))

    def _keep(self, key: tuple[Any, ...], part: Markup) -> Markup:
        if len(part) <= LONGEST and _length(key[1]) <= LONGEST:
            if self._size > MOST:
                self._parts.clear()
                self._size = 0
            self._parts[key] = part
            self._size += len(part)
        return part


def _length(given: tuple[Any, ...]) -> int:
    """Return how many characters there are in GIVEN, in whatever depth."""
    return sum(len(one) if isinstance(one, str) else _length(one) if isinstance(one, tuple) else 0 for one in given)


_drawn = Drawn()
draw = _drawn.draw
