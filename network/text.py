"""What people type, made safe to keep and to show beside the words of others: one place for names and for texts."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# Marks that turn the direction of what follows: in a name they would rewrite the line around it.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# In a text the plain marks are honest Arabic typing; only the overrides make letters read backwards.
OVERRIDING = re.compile("[\u202d\u202e]")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
SURROGATES = re.compile("[\ud800-\udfff]")
# What stands where somebody's machine could not read a sign. In a text it may be quoted; in a name it is a mistake.
LOST = "\ufffd"
NEWLINES = re.compile("\r\n?|[\u2028\u2029]")
SPACES = re.compile(r"\s+")

# Marks upon one letter, as the Stream-Safe Text Format of Unicode (UAX 15) allows; no language needs as many.
MOST_MARKS = 30
# Letters by themselves, which take apart into nothing but marks.
MADE_OF_MARKS = frozenset("\u0f73\u0f75\u0f81")

UNREADABLE = _("This holds signs that cannot be read here. Type it again instead of pasting it.")
TURNED = _("This holds invisible signs that turn the direction of the line. Type it again instead of pasting it.")


def plain_line(value: str) -> str:
    """Return VALUE, which nobody cleaned, as it may be shown: without signs that turn a line or are none."""
    return "".join(sign for sign in TURNING.sub("", value) if unicodedata.category(sign) not in {"Cc", "Zl", "Zp"})


def clean_line(value: str, *, most: int | None = None) -> str:
    """Return one line of text, composed and stripped, at most MOST characters; else raise ValidationError."""
    line = _composed(NEWLINES.sub(" ", value).replace("\t", " "))
    if CONTROLS.search(line):
        raise ValidationError(UNREADABLE, code="unreadable")
    if TURNING.search(line):
        raise ValidationError(TURNED, code="turned")
    return _bounded(SPACES.sub(" ", line).strip(), most)


def clean_text(value: str, *, most: int | None = None) -> str:
    """Return text of several lines with plain line ends, at most MOST characters; else raise ValidationError."""
    text = _composed(NEWLINES.sub("\n", value))
    if CONTROLS.search(text):
        raise ValidationError(UNREADABLE, code="unreadable")
    if OVERRIDING.search(text):
        raise ValidationError(TURNED, code="turned")
    return _bounded(text.strip("\n"), most)


def _composed(value: str) -> str:
    # A lone surrogate cannot be written as UTF-8: no database takes it, so it never gets that far.
    if SURROGATES.search(value):
        raise ValidationError(UNREADABLE, code="unreadable")
    # To compose a letter takes the square of the time of its marks: half a megabyte of them holds a page for minutes.
    if _has_endless_marks(value):
        raise ValidationError(UNREADABLE, code="unreadable")
    return unicodedata.normalize("NFC", value)


def _has_endless_marks(value: str) -> bool:
    if value.isascii():
        return False
    run = 0
    for sign in value:
        run = run + 1 if unicodedata.combining(sign) or sign in MADE_OF_MARKS else 0
        if run > MOST_MARKS:
            return True
    return False


def _bounded(value: str, most: int | None) -> str:
    if most is not None and len(value) > most:
        raise ValidationError(
            ngettext_lazy(
                "This is too long: at most %(most)d character fits here.",
                "This is too long: at most %(most)d characters fit here.",
                "most",
            ),
            code="max_length",
            params={"most": most},
        )
    return value
