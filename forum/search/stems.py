"""What a word is reduced to, so that its inflected forms meet: a stem for each language in which it may stand."""

import re
import threading
from functools import lru_cache
from typing import Any

from forum.search.folding import fold, soften

# The sign behind a stem keeps it apart from words. It does not say of which language it is: whoever asks does not say
# it either, and what an author said of his text is often wrong.
MARK = "_"
STEMMERS = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian", "ar": "arabic"}
LATIN = ("en", "fr", "es")
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
CYRILLIC = re.compile("[\u0400-\u052f]")
ROMAN = re.compile("[a-z\u00df-\u024f\u1e00-\u1eff]")
SPOKEN = re.compile(f"{ARABIC.pattern}|{CYRILLIC.pattern}|{ROMAN.pattern}")
# And, then; in the, by the, like the, to the; by, to.
CONJUNCTION = re.compile("[وف](?=.{3})")
ARTICLE = re.compile("(?:[بك]?ال|لل)(?=.{2})")
PREPOSITION = re.compile("[بل](?=.{3})")
ENDING = re.compile("(?<=.{3})(?:ات|ون|ين|ان|ها|هم|هن|نا|كم|يه|ه|ي|ا)$")
DEED = re.compile("(.{4,})([ai])(?:tions?|cion(?:es)?)")
# Stemmers keep a state of their own: each thread has its own.
_own = threading.local()


@lru_cache(maxsize=200_000)
def stems(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    """Return the stems of WORD as it was typed. LANGUAGES are those of a text in Latin letters; others show their own.

    Each is made from the word with its accents and without, since one of the two who meet may have left them out.
    """
    plain, soft = fold(word), soften(word)
    if ARABIC.search(soft):
        return frozenset(
            f"{one}{MARK}" for form in (plain, soft) for one in (fold(_stem("ar", form)), *_light(fold(form)))
        )
    spoken = ("ru",) if CYRILLIC.search(soft) else languages if ROMAN.search(soft) else ()
    found = {fold(_stem(language, form)) for language in spoken if language in STEMMERS for form in (plain, soft)}
    if spoken and spoken != ("ru",):
        found |= _kin(plain, found)
    return frozenset(f"{one}{MARK}" for one in found)


def _kin(plain: str, found: set[str]) -> set[str]:
    """Return what else a word in Latin letters meets: confiscation confisquer, extradición extraditar, jueces juez."""
    kin = {f"{one[:-2]}c" for one in found if one.endswith("qu")}
    # They ask, in French: of verbs its stemmer leaves this.
    kin |= {one[:-3] for one in found if one.endswith("ent") and len(one) > 6}
    if plain.endswith("ces"):
        kin.add(f"{plain[:-3]}z")
    if deed := DEED.fullmatch(plain):
        kin |= {deed[1], deed[1] + "it"} if deed[2] == "i" else {deed[1]}
    return kin


def _stem(language: str, word: str) -> str:
    made: dict[str, Any] = _own.__dict__.setdefault("made", {})
    if language not in made:
        # Its thirty languages are read with the first word, and not when the process starts.
        import snowballstemmer

        made[language] = snowballstemmer.stemmer(STEMMERS[language])
    # What begins and ends as a word of no letters for the stemmer is left as it is.
    return made[language].stemWord(word) or word


def _light(word: str) -> set[str]:
    """Return WORD without what Arabic writes together with it: and, the, by, to, endings of plural and owner."""
    found = {word}
    for pattern in (CONJUNCTION, ARTICLE, PREPOSITION):
        found |= {pattern.sub("", one, count=1) for one in found if pattern.match(one)}
    return found | {ENDING.sub("", one) for one in found}
