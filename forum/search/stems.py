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
# Whose it is; then number and gender. Before an owner the last letter of سلطة is written as in سلطتها.
OWNER = re.compile("(?<=.{3})(ت?)(?:ها|هم|هن|نا|كم|ه|ي)$")
ENDING = re.compile("(?<=.{3})(?:ات|ون|ين|ان|يه|ه|ي|ا)$")
LAST = re.compile("(?<=.{3})[هيا]$")
DEED = re.compile("(.{4,})([ai])(?:tions?|cion(?:es)?)|(.{3,}u)(?:tions?|cion(?:es)?)")
# As it is written on one side of an ocean and on the other; the second is stemmed too.
SPELLINGS = (
    (re.compile("(?<=.{4})is(?=(?:e|es|ed|er|ers|ing|ation|ations)$)"), "iz"),
    (re.compile("(?<=[fc])en[cs](?=es?$|ed$|ing$)"), "ens"),
    (re.compile("dgement"), "dgment"),
    (re.compile("(?<=lab|col|hon|fav|vig|rum)our|(?<=behavi|endeav|neighb)our"), "or"),
)
# What the English change in the middle of a word; the first stands for all.
IRREGULAR = """
freeze froze frozen, seek sought, flee fled, bring brought, buy bought, catch caught, choose chose chosen, find found,
forbid forbade forbidden, give gave given, hear heard, hide hid hidden, hold held, keep kept, know knew known, lead led,
pay paid, plead pled, send sent, say said, sell sold, see saw seen, shoot shot, show shown, speak spoke spoken, spend
spent, steal stole stolen, swear swore sworn, take took taken, tell told, think thought, withdraw withdrew withdrawn,
undertake undertook undertaken, write wrote written, bear bore borne, become became, begin began begun, break broke
broken, bind bound, drive drove driven, grow grew grown, overtake overtook overtaken, run ran, strike struck,
understand understood, uphold upheld, withhold withheld, mislead misled, lend lent, lose lost, build built, deal dealt,
fight fought, make made, meet met, leave left, child children, man men, woman women, person people, foot feet,
thief thieves, half halves, life lives, wife wives, knife knives, proof proofs proven
"""
FIRST = {form: one.split()[0] for one in IRREGULAR.split(",") for form in one.split()[1:]}
# The endings of nouns and adjectives, the longest first; a vowel that stands only where there is none.
RUSSIAN = re.compile(
    "(?<=.{3})(?:иями|ями|ами|иях|иям|ией|ыми|ими|ого|его|ому|ему|ых|их|ый|ий|ой|ая|яя|ую|юю|ое|ее|ые|ие|ым|им|ом|ем|"
    "ах|ях|ам|ям|ою|ею|ей|ов|ев|ия|ию|ии|ье|ья|ью|ы|и|а|я|у|ю|о|е|ь|й)$"
)
FLEETING = re.compile("(?<=.{2})(?:е(?=ц$)|(?<=.{3})[ео](?=к$))")
CITIZEN = re.compile("(?<=.[ая]н)ин$")
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
    if CYRILLIC.search(soft):
        found = {fold(_stem("ru", form)) for form in (plain, soft)} | _cases(plain)
    elif ROMAN.search(soft):
        spoken = tuple(language for language in languages if language in STEMMERS)
        found = {fold(_stem(language, form)) for language in spoken for form in _forms(plain, soft)}
        found |= _kin(plain, found) if spoken else set()
    else:
        return frozenset()
    return frozenset(f"{one}{MARK}" for one in found)


def _forms(plain: str, soft: str) -> set[str]:
    """Return what is stemmed for a word in Latin letters: itself, its singular, and as others spell it."""
    found = {plain, soft}
    if len(plain) > 4 and plain.endswith("s") and not plain.endswith("ss"):
        # The stemmer of French takes commissions and prévenus for verbs.
        found |= {plain[:-1], soft.removesuffix("s")}
    if len(plain) > 4 and plain.endswith(("eux", "oux", "aux")):
        found.add(plain[:-1])
        found |= {f"{plain[:-3]}ail"} if plain.endswith("aux") else set()
    if len(plain) > 5 and plain.endswith(("ee", "ees")):
        # Exécutée without its accents.
        found.add(plain.removesuffix("s")[:-1])
    if plain in FIRST:
        found.add(FIRST[plain])
    found.update(spelling.sub(other, plain) for spelling, other in SPELLINGS)
    return found


def _kin(plain: str, found: set[str]) -> set[str]:
    """Return what else a word in Latin letters meets: confiscation confisquer, extradición extraditar, jueces juez."""
    kin = {f"{one[:-2]}c" for one in found if one.endswith("qu")}
    # They ask, in French: of verbs its stemmer leaves this.
    kin |= {one[:-3] for one in found if one.endswith("ent") and len(one) > 6}
    # Apostille and apostilled.
    kin |= {one[:-1] for one in found if one.endswith("ll") and len(one) > 4}
    if plain.endswith("ces"):
        kin.add(f"{plain[:-3]}z")
    if plain.endswith("is") and len(plain) > 4:
        # Transmis and transmise.
        kin.add(plain)
    if deed := DEED.fullmatch(plain):
        if deed[3]:
            kin |= {deed[3], f"{deed[3]}t"}
        else:
            kin |= {deed[1], deed[1] + "it"} if deed[2] == "i" else {deed[1]}
    return kin


def _cases(plain: str) -> set[str]:
    """Return a Russian word, folded, as it is, without the ending of its case, and without what comes and goes.

    The stemmer takes what looks like the ending of a verb, as in Казахстан and материал, from the nominative alone.
    """
    found = {plain, RUSSIAN.sub("", plain)}
    found |= {f"{one[:-2]}н" for one in found if one.endswith("нн")}
    # Владелец and владельца, отпечаток and отпечатки; гражданин and граждане.
    if plain.endswith("лец"):
        found.add(f"{plain[:-2]}ьц")
    elif fleeting := FLEETING.search(plain):
        found.add(plain[: fleeting.start()] + plain[fleeting.end() :])
    return found | {CITIZEN.sub("", one) for one in found}


def _stem(language: str, word: str) -> str:
    made: dict[str, Any] = _own.__dict__.setdefault("made", {})
    if language not in made:
        # Its thirty languages are read with the first word, and not when the process starts.
        import snowballstemmer

        made[language] = snowballstemmer.stemmer(STEMMERS[language])
    # What begins and ends as a word of no letters for the stemmer is left as it is.
    return made[language].stemWord(word) or word


def _light(word: str) -> set[str]:
    """Return WORD without what Arabic writes together with it: and, the, by, to, whose it is, endings of plural."""
    found = {word}
    for pattern in (CONJUNCTION, ARTICLE, PREPOSITION):
        found |= {pattern.sub("", one, count=1) for one in found if pattern.match(one)}
    owned = {OWNER.sub("", one) for one in found} | {OWNER.sub(r"\1", one) for one in found}
    return found | owned | {pattern.sub("", one) for one in found | owned for pattern in (ENDING, LAST)}
