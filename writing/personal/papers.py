"""Numbers of bank accounts, passports and identity papers: those that prove themselves, and those beside a word."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice

from stdnum import iban

from writing.personal.text import Span
from writing.personal.words import cue

ACCOUNT = re.compile(r"(?<!\w)[A-Za-z]{2}[0-9]{2}(?:[ -]?[0-9A-Za-z]){11,30}(?!\w)")
LONGEST_ACCOUNT = 34
# Numbers whose form and check digits tell them from any other, without a word beside them: of Mauritius, France, Italy,
# Spain, Mexico, Poland, Romania, China, Finland and Brazil.
PROVEN = [
    "mu.nid",
    "fr.nir",
    "it.codicefiscale",
    "es.dni",
    "es.nie",
    "mx.curp",
    "pl.pesel",
    "ro.cnp",
    "cn.ric",
    "fi.hetu",
    "br.cpf",
]
# One that is digits alone proves itself only if it is long; a shorter one needs the word.
LONG_ENOUGH = 11
PAPER = re.compile(r"(?<![\w./-])(?=[A-Za-z]{0,12}[0-9])[0-9A-Za-z](?:[ .-]?[0-9A-Za-z]){7,20}(?![\w/])")
# A number beside its word: letters and digits in one piece, or groups of digits.
NUMBER = re.compile(r"[A-Za-z]{0,4}[ -]?[0-9](?:[ .\-/]?[0-9A-Za-z]){4,19}(?!\w)")
WORDS_BEHIND = re.compile(r"(?: [A-Za-z]+)+\Z")
DIGIT = re.compile(r"[0-9]")
BEHIND = r"(?: (?:no|nr|number|num|n°|nº|numéro|numero|número|رقم|with|de))?[.:#)°º ]{0,4}"
PASSPORT = cue(r"passports?|passeports?|pasaportes?|(?:ال)?جواز(?: (?:ال)?سفر)?(?:ه|ها)?", then=BEHIND)
IDENTITY = cue(
    r"identity card|national id(?:entity)?(?: card)?|identity number|identification number|id card|id number|id no"
    r"|social security number|ssn|national insurance number|tax id|tin"
    r"|carte (?:nationale )?d['’]identité|cni|cin|numéro d['’]identité|numéro de sécurité sociale|nir"
    r"|documento (?:nacional )?de identidad|dni|nie|cédula(?: de (?:identidad|ciudadanía))?|curp|rut|nif"
    r"|بطاقة (?:ال)?هوية|رقم (?:ال)?هوية|(?:ال)?رقم القومي|(?:ال)?رقم الوطني|بطاقة التعريف(?: الوطنية)?|(?:ال)?هوية",
    then=BEHIND,
)
# A post cannot hold more of them.
MOST = 5_000


def accounts(text: str) -> Iterator[Span]:
    for match in islice(ACCOUNT.finditer(text), MOST):
        # What follows the number in the sentence may look like more of it: the longest piece that proves itself.
        for end in _ends(match[0]):
            if iban.is_valid(match[0][:end]):
                yield "iban", match.start(), match.start() + end
                break


def passports(text: str) -> Iterator[Span]:
    return _beside(text, PASSPORT, "passport")


def identities(text: str) -> Iterator[Span]:
    yield from _beside(text, IDENTITY, "identity")
    for match in islice(PAPER.finditer(text), MOST):
        for start, end in _pieces(match[0]):
            if _proves_itself(match[0][start:end]):
                yield "identity", match.start() + start, match.start() + end
                break


def _ends(written: str) -> Iterator[int]:
    """Yield where WRITTEN may end, the longest first: at its end and before each space in it."""
    yield len(written)
    for index in range(len(written) - 1, 14, -1):
        if written[index] == " ":
            yield index


def _pieces(written: str) -> Iterator[tuple[int, int]]:
    """Yield WRITTEN without the words behind it, then its parts between spaces."""
    yield 0, len(WORDS_BEHIND.sub("", written))
    if " " in written:
        for part in re.finditer(r"[^ ]{8,}", written):
            yield part.span()


def _beside(text: str, says_so: re.Pattern[str], kind: str) -> Iterator[Span]:
    for said in says_so.finditer(text):
        match = NUMBER.match(text, said.end())
        if match and len(DIGIT.findall(match[0])) >= 5:
            written = match[0]
            # The words that follow are not part of it.
            follows = re.search(r" [A-Za-z]{2}", written)
            yield kind, match.start(), match.start() + (follows.start() if follows else len(written))


def _proves_itself(written: str) -> bool:
    digits = len(DIGIT.findall(written))
    has_letters = any(sign.isalpha() for sign in written)
    if digits < 7 or (not has_letters and digits < LONG_ENOUGH):
        return False
    return any(check(written) for check in _checks())


_found: list[Callable[[str], bool]] = []


def _checks() -> list[Callable[[str], bool]]:
    if not _found:
        _found.extend(import_module(f"stdnum.{name}").is_valid for name in PROVEN)
    return _found
