"""Telephone numbers: with a country's code wherever they stand, without one beside a word that says so."""

import re
from collections.abc import Iterator

from writing.personal.text import Span
from writing.personal.words import cue

# A digit or sign before would make it a part of something longer.
ABROAD = re.compile(r"(?<![\w+.,:/-])(?:\+|00) ?(?=[1-9])(?:[0-9][ ().\-/]{0,2}){7,16}")
AT_HOME = re.compile(r"[(0-9](?:[ ().\-/]{0,2}[0-9]){6,14}(?![0-9])")
SAYS_SO = cue(
    r"tel|tél|phone|telephone|téléphone|mobile|cell|fax|portable|whatsapp|teléfono|telefono|móvil|celular"
    r"|هاتف|تليفون|تلفون|جوال|موبايل|الهاتف|فاكس",
    then=r"(?: (?:no|number|nr|n°|nº|num|numéro|número|رقم))?[.:)° ]{0,4}",
)
# Each takes a tenth of a millisecond; a post cannot hold more of them, a larger text is judged by its beginning.
MOST = 5_000
DIGITS = re.compile(r"[0-9]")


def numbers(text: str) -> Iterator[Span]:
    for tried, match in enumerate(ABROAD.finditer(text)):
        if tried >= MOST:
            break
        written = match[0].rstrip(" ().-/")
        if _rings("+" + written.removeprefix("+").removeprefix("00") if written[0] == "0" else written):
            yield "phone", match.start(), match.start() + len(written)
    for said in SAYS_SO.finditer(text):
        at_home = AT_HOME.match(text, said.end())
        if at_home and _is_written_so(at_home[0]):
            yield "phone", at_home.start(), at_home.end()


def _rings(written: str) -> bool:
    # Its tables of every country are read with the first number, and not when the process starts.
    import phonenumbers

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(written, None))
    except phonenumbers.NumberParseException:
        return False


def _is_written_so(written: str) -> bool:
    return 7 <= len(DIGITS.findall(written)) <= 15
