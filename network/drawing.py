"""Parts of pages that were drawn a moment ago for somebody else: the same words in, the same markup out."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

# Some ten million characters in all; what is longer than an ordinary post is drawn anew.
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
        if len(part) <= LONGEST:
            if self._size > MOST:
                self._parts.clear()
                self._size = 0
            self._parts[key] = part
            self._size += len(part)
        return part


_drawn = Drawn()
draw = _drawn.draw
