"""Sentences of the trade, put together by a seeded hand: what the posts and titles of the benchmark are made of."""
# ruff: noqa: SIM905 - lists of words are read more easily as words

from itertools import accumulate
from random import Random

COMMON = "the a of to in and for with by on from under after before without between this that our your their".split()
TRADE = """
request authority court judge prosecutor treaty article evidence witness hearing extradition offence conduct penalty
translation language certified copy original seal signature dual criminality reciprocity specialty refusal ground
statement affidavit record transcript warrant summons service address consent video link interpreter confiscation
freezing restraint order asset account bank beneficial owner register property value proceeds instrument victim
return share agreement costs urgent deadline limitation detention surrender transfer sentence convicted person
supplement clarify acknowledge receive forward execute postpone withdraw consult advise confirm explain attach
central competent channel diplomatic liaison magistrate network contact point office ministry attorney general
preservation subscriber traffic content data provider electronic mail telephone intercept controlled delivery joint
investigation team spontaneous information charge indictment appeal judgment final absentia assurance death guarantee
domestic law code procedure statute provision schedule gazette practice note guide checklist form template annex
""".split()

# What is searched for: of each pair both words are held by that share of the posts, and by no others.
BANDS = {
    "90 %": (0.9, ("counterpart", "dossier")),
    "9 %": (0.09, ("escrow", "subpoena")),
    "1 %": (0.01, ("laches", "apostille")),
}

# Few words are frequent and most are rare, as in prose.
_WORDS = COMMON + TRADE
_WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(_WORDS) + 1)))


def words(hand: Random, count: int) -> list[str]:
    return hand.choices(_WORDS, cum_weights=_WEIGHTS, k=count)


def title(hand: Random) -> str:
    return " ".join(hand.choices(TRADE, k=hand.randint(4, 9))).capitalize()


def paragraph(hand: Random, length: int) -> str:
    """Return sentences of exactly LENGTH characters in Markdown; one word in some thirty is emphasised."""
    text = ""
    while len(text) < length:
        sentence = words(hand, hand.randint(7, 16))
        sentence[0] = sentence[0].capitalize()
        if hand.random() < 0.4:
            at = hand.randrange(1, len(sentence))
            sentence[at] = f"*{sentence[at]}*"
        text += " ".join(sentence) + ". "
    # Cut to the length: no emphasis may stay open, and no space may end the line.
    text = text[: length - 1]
    if text.count("*") % 2:
        at = text.rindex("*")
        text = f"{text[:at]}x{text[at + 1 :]}"
    return text.rstrip().ljust(length - 1, "x") + "."


def with_words(text: str, added: list[str]) -> str:
    """Return TEXT, a paragraph, with the words ADDED in place of its beginning: it is as long as it was."""
    if not added:
        return text
    begin = " ".join(added).capitalize() + ". "
    kept = text[len(begin) :]
    # Of an emphasis that was cut in two one sign is left: it becomes a letter.
    return begin + (kept.replace("*", "x", 1) if kept.count("*") % 2 else kept)
