"""Words beside which a number is somebody's, in English, French, Spanish and Arabic."""

import re


def cue(words: str, then: str) -> re.Pattern[str]:
    """Return the pattern of one of WORDS (alternatives of a pattern), standing alone, with THEN behind it."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){then}", re.IGNORECASE)
