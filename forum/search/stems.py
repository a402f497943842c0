"""What a word is reduced to, so that its inflected forms meet: a stem for each language in which it may stand."""

import re
import threading
from functools import lru_cache
from typing import Any

import snowballstemmer

from forum.search.folding import fold, soften

# The letter behind a stem says of which language it is: "cas" of French is not "cas" of English.
STEMMERS = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian", "ar": "arabic"}
LATIN = ("en", "fr", "es")
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
CYRILLIC = re.compile("[\u0400-\u052f]")
ROMAN = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]")
# And, then; in the, by the, like the, to the; by, to.
CONJUNCTION = re.compile("[وف](?=.{3})")
ARTICLE = re.compile("(?:[بك]?ال|لل)(?=.{2})")
PREPOSITION = re.compile("[بل](?=.{3})")
ENDING = re.compile("(?<=.{3})(?:ات|ون|ين|ان|ها|هم|هن|نا|كم|يه|ه|ي)$")
# Stemmers keep a state of their own: each thread has its own.
_own = threading.local()


@lru_cache(maxsize=200_000)
def stems(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    """Return the stems of WORD as it was typed. LANGUAGES are those of a text in Latin letters; others show their own.

    Each is made from the word with its accents and without, since one of the two who meet may have left them out.
    """
    plain, soft = fold(word), soften(word)
    if ARABIC.search(soft):
        return frozenset(f"{one}_a" for form in (plain, soft) for one in (fold(_stem("ar", form)), *_light(fold(form))))
    spoken = ("ru",) if CYRILLIC.search(soft) else languages if ROMAN.search(soft) else ()
    return frozenset(
        f"{fold(_stem(language, form))}_{language[0]}"
        for language in spoken
        if language in STEMMERS
        for form in (plain, soft)
    )


def _stem(language: str, word: str) -> str:
    made: dict[str, Any] = _own.__dict__.setdefault("made", {})
    if language not in made:
        made[language] = snowballstemmer.stemmer(STEMMERS[language])
    # What begins and ends as a word of no letters for the stemmer is left as it is.
    return made[language].stemWord(word) or word


def _light(word: str) -> set[str]:
    """Return WORD without what Arabic writes together with it: and, the, by, to, endings of plural and owner."""
    found = {word}
    for pattern in (CONJUNCTION, ARTICLE, PREPOSITION):
        found |= {pattern.sub("", one, count=1) for one in found if pattern.match(one)}
    return found | {ENDING.sub("", one) for one in found}
