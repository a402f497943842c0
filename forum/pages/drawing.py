"""Posts that were drawn a moment ago for somebody else: the same words in, the same markup out."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

# At most some ten MB: two thousand posts of ordinary length. Longer ones are drawn anew.
MOST = 2_000
LONGEST = 5_000

_drawn: dict[tuple[Any, ...], Markup] = {}


def draw(macro: Callable[..., Markup], *given: Any) -> Markup:
    """Return what MACRO makes of GIVEN, which is all that it depends on: every word and every right is part of the key.

    A macro belongs to one language, so that the language is part of it too.
    """
    key = (macro, given)
    drawn = _drawn.get(key)
    if drawn is None:
        drawn = macro(*given)
        if len(drawn) <= LONGEST:
            if len(_drawn) >= MOST:
                _drawn.clear()
            _drawn[key] = drawn
    return drawn
