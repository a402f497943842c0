"""A name in several languages, which of them a reader is shown, and where it stands in a list."""

import unicodedata

from django.utils.translation import get_language

Names = dict[str, str]


def in_language(names: Names, language: str | None = None) -> str:
    """Return the name in LANGUAGE (default: the reader's), else in English, else in whichever there is."""
    wanted = (language or get_language() or "en").split("-")[0]
    return names.get(wanted) or names.get("en") or next(iter(names.values()), "")


def alphabetic(name: str) -> str:
    """Return what NAME is sorted by: É stands beside E and not after Z."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
