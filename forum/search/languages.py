"""Words that say nothing by themselves; in which language a text in Latin letters stands, whatever is said of it."""

from collections.abc import Sequence

from forum.search.folding import fold
from forum.search.stems import LATIN

LITTLE = {
    "en": "a an and are as at be been but by can do does did for from had has have how if in into is it its may not of "
    "on or our shall should so such than that the their there these they this those to was we were what when where "
    "which who why will with would you your",
    "fr": "à au aux avec ce ces cet cette comme d dans de des du elle en est et été être eu il ils je l la le les leur "
    "leurs lui mais même n ne nos notre nous on ont ou où par pas peut pour qu que quel quelle qui sa se ses si sont "
    "sous sur un une vos votre vous y",
    "es": "al con como cual cuando de del desde donde e el ella ellos en entre era es esta estas este estos ha han hay "
    "la las le les lo los más mi muy ni no nos o para pero por porque puede que qué quien se ser si sin sobre son su "
    "sus también un una unas unos y ya",
    "ru": "а без бы был была были было в во вы где да для до его ее если есть же за и из или их к как ко когда кто ли "
    "мы на над не но о об он она они от по под при с со так также то только у что чтобы это этот",
    "ar": "إلى أن إن أو أي التي الذي الذين بعد بين تم ثم حتى حول عن على عند غير في قبل قد كان كانت كل كما كيف لا لم لن "
    "ما مع من نحن هذا هذه هل هناك هو هي و يا",
}
FOLDED = {language: frozenset(fold(word) for word in words.split()) for language, words in LITTLE.items()}
# Left out of what is asked when something else is asked too: the same word may mean something in another language, but
# nothing that anybody would miss.
SILENT: frozenset[str] = frozenset().union(*FOLDED.values())
# So many little words of a language, which the one it is said to be does not have, must stand in a text.
ENOUGH = 2
# A text of so few words (a title, the name of a file) shows nothing by its little words.
FEW = 15


def languages_of(words: Sequence[str], said: str, *, has_accents: bool = False) -> tuple[str, ...]:
    """Return the languages whose stems a text of folded WORDS gets: the one SAID, and those that it shows.

    A text in Latin letters with accents (HAS_ACCENTS) is hardly English.
    """
    said = said.split("-")[0].lower()
    if len(words) < FEW or said not in LATIN or (has_accents and said == "en"):
        # One in another language (pt, it) is nearer to these than to none.
        return LATIN
    little = [word for word in words if word in SILENT and word not in FOLDED[said]]
    shown = {one for one in LATIN if sum(word in FOLDED[one] for word in little) >= ENOUGH} if little else set()
    return tuple(one for one in LATIN if one == said or one in shown)
