"""What a file is called: one plain line, whatever was sent as its name."""

import re
import unicodedata

# Longer names are cut before their ending. The column holds 200 characters.
LONGEST = 150
# Controls, marks that turn the direction, signs without width, private ones: none belongs in a name.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Joiners are letters' business in Arabic, Persian and Indian scripts.
JOINERS = "\u200c\u200d"
# Separators of paths, and what some system or header gives a meaning.
SPECIAL = re.compile(r'[\\/:*?"<>|;]')
MARKS = 30


def clean_name(sent: str) -> str:
    """Return SENT as a name which can be kept and shown: no path, no sign that rewrites the line around it."""
    # Of a path the browser meant the last part.
    last = re.split(r"[\\/]", sent[:2_000])[-1]
    seen = "".join(sign for sign in last if sign in JOINERS or unicodedata.category(sign) not in UNSEEN)
    name = " ".join(SPECIAL.sub("_", _composed(seen)).split()).strip(" ").rstrip(".")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    stem = stem.strip(" .")[: LONGEST - 11].rstrip(" .") or "file"
    return f"{stem}.{ending}" if ending else stem


def _composed(name: str) -> str:
    # To compose a letter takes the square of the time of its marks (network/text.py).
    kept: list[str] = []
    run = 0
    for sign in name:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= MARKS:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))
