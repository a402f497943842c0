"""A message as the title of a topic and the texts of posts."""

import re
import unicodedata

from forum.arriving.letters import Letter
from forum.arriving.markup import divided
from forum.models.topics import TITLE_LENGTH
from network.text import CONTROLS, MADE_OF_MARKS, MOST_MARKS, TURNING, clean_line

# Signs of plain text in one post; Markdown at most doubles them. What is longer goes on in a post below it.
PORTION = 15_000
# "Re:", "Fwd:", "AW:", "[list]" before a subject, in the languages of mail programs.
ANSWER = r"(?:re|fw|fwd|aw|sv|rv|tr|rép|res|ref|回复|答复|رد)\s*(?:\[\d+\])?\s*[:\uff1a]"
PREFIX = re.compile(rf"^\s*(?:{ANSWER}|\[[^\]]{{1,40}}\])\s*", re.IGNORECASE)


def title_of(subject: str) -> str:
    """Return SUBJECT as the title of a topic: without "Re:" and the name of the list, never empty."""
    while True:
        shorter = PREFIX.sub("", subject, count=1)
        if shorter == subject:
            break
        subject = shorter
    # What a form would object to is mended: nobody is there to type it again.
    readable = _with_few_marks(TURNING.sub("", CONTROLS.sub(" ", subject[: 4 * TITLE_LENGTH])))
    return clean_line(readable)[:TITLE_LENGTH].strip() or "…"


def _with_few_marks(text: str) -> str:
    """Return TEXT with no more marks upon one letter than any language needs."""
    kept: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) or sign in MADE_OF_MARKS else 0
        if run <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def portions_of(letter: Letter) -> list[tuple[str, str]]:
    """Return the text of LETTER in portions that a post can hold, the quotation to be folded with the last."""
    text, folded = divided(letter.text)
    pieces = _pieces(text) or ["…"]
    tails = _pieces(folded)
    made = [(piece, "") for piece in pieces]
    made[-1] = (made[-1][0], tails[0] if tails else "")
    return [*made, *((tail, "") for tail in tails[1:])]


def _pieces(text: str) -> list[str]:
    pieces = []
    while len(text) > PORTION:
        end = max(text.rfind("\n", 0, PORTION), PORTION // 2)
        pieces.append(text[:end])
        text = text[end:].lstrip("\n")
    return [*pieces, text] if text.strip() else pieces
