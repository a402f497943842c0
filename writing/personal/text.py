"""A text made ready to be searched: each sign stays at its place."""

import re
from collections.abc import Iterator

Span = tuple[str, int, int]

# Digits of other scripts are digits; narrow and unbreakable spaces are spaces; marks of direction are nothing to see.
EASTERN = {0x0660 + digit: 0x30 + digit for digit in range(10)} | {0x06F0 + digit: 0x30 + digit for digit in range(10)}
WIDE = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF0B: 0x2B, 0xFF20: 0x40}
SPACES = dict.fromkeys([0x00A0, 0x2007, 0x2009, 0x202F, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF], 0x20)
DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2212], 0x2D)
SIGNS = EASTERN | WIDE | SPACES | DASHES
# Addresses of pages and of what is mentioned hold long numbers that are nobody's.
LINKS = re.compile(
    r"https?://[^\s<>()\[\]]{1,2000}|/(?:posts|topics|forums)/[\w-]{22}|(?:member|authority):[\w-]{22}", re.ASCII
)


def readable(text: str) -> str:
    """Return TEXT with digits as digits, spaces as spaces and without links, each sign at its place."""
    return LINKS.sub(lambda link: " " * len(link[0]), text.translate(SIGNS))


DIGITS = re.compile(r"[0-9](?:[^0-9]{0,160}[0-9])*")
# A number is somebody's by a word that stands no farther from it.
BEFORE, BEHIND = 110, 60


def near_digits(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parts of TEXT that hold digits, each with what stands around it and where it begins."""
    for match in DIGITS.finditer(text):
        start = max(0, match.start() - BEFORE)
        yield start, text[start : match.end() + BEHIND]
