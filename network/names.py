"""A name in several languages, and which of them a reader is shown."""

from django.utils.translation import get_language

Names = dict[str, str]


def in_language(names: Names, language: str | None = None) -> str:
    """Return the name in LANGUAGE (default: the reader's), else in English, else in whichever there is."""
    wanted = (language or get_language() or "en").split("-")[0]
    return names.get(wanted) or names.get("en") or next(iter(names.values()), "")
