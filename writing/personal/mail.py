"""E-mail addresses."""

import re
from collections.abc import Iterator

from writing.personal.text import Span

SIGN = "@"
BEFORE = re.compile(r"[\w.%+'-]{1,64}\Z")
AFTER = re.compile(r"[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){1,8}")
# Far more than a post can hold; a larger text is judged by its beginning.
MOST = 50_000


def addresses(text: str) -> Iterator[Span]:
    """Yield the addresses: what stands around an @, at most as long as an address may be."""
    at = text.find(SIGN)
    for _try in range(MOST):
        if at < 0:
            return
        name = BEFORE.search(text[max(0, at - 64) : at])
        host = AFTER.match(text, at + 1)
        if name and host:
            yield "email", at - len(name[0]), host.end()
        at = text.find(SIGN, at + 1)
