"""One form for a word, however it was typed: with or without accents, vowel marks, capitals, in any width."""

import re
import unicodedata
from functools import lru_cache

# Longer ones are cut: in a text and in what is asked, so that they still meet.
LONGEST = 64
# A word with the marks and invisible joiners that stand inside it.
MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f"
)
WORD = re.compile(f"[^\\W_]+(?:[{MARKS}]+[^\\W_]*)*")
# Written without spaces between words: Han, kana, bopomofo.
IDEOGRAPHS = "\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}\U00020000-\U000323af]+")
# Letters that one writer uses for the other's: alef and its forms, ya, ta marbuta, kaf; yo.
ALIKE = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ё": "е", "ѐ": "е"})
# Letters that no form of Unicode takes apart, as one writes them where a keyboard lacks them.
APART = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"})
TATWEEL = "\u0640"


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return WORD without case, marks, tatweel and width; "" where nothing of it can be searched."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold().translate(ALIKE))
    kept = "".join(_digit(letter) for letter in text if letter.isalnum() and letter != TATWEEL)
    return kept.translate(ALIKE).translate(APART)[:LONGEST]


@lru_cache(maxsize=100_000)
def soften(word: str) -> str:
    """Return WORD as a stemmer reads it: the accents that belong to the spelling stay, marks above them go."""
    text = unicodedata.normalize("NFKC", word).casefold().replace("ё", "е").translate(APART)
    return "".join(letter for letter in text if letter.isalnum() and letter != TATWEEL)[:LONGEST]


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() and not letter.isascii() else letter
