"""Numbers of cases and files, beside a word that says so."""

import re
from collections.abc import Iterator

from writing.personal.text import Span
from writing.personal.words import cue

NUMBER = r"(?:no|nos|nr|number|num|n°|nº|n\.º|n\.°|numéro|numero|número|ref|reference|réf|référence|referencia|رقم|عدد)"
BEHIND = rf"(?: ?[-/]?{NUMBER}\.?)?[ :#.]{{1,3}}"
SAYS_SO = cue(
    r"(?:case|file|docket|court file|criminal case|investigation|indictment|warrant|cause list)"
    rf"(?= {NUMBER}|\.? ?#|: ?[\w/.-]{{0,20}}[0-9])"
    r"|our ref|your ref|case ref"
    r"|dossier|affaire|parquet|procédure|instruction|mandat|commission rogatoire"
    r"|expediente|expte|causa|autos|diligencias previas|diligencias|sumario|proceso|carpeta de investigación"
    r"|(?:ال)?قضية|(?:ال)?دعوى|(?:ال)?ملف|(?:ال)?محضر|(?:ال)?جناية|(?:ال)?جنحة",
    then=BEHIND,
)
TOKEN = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z]|[./\-_](?=[0-9A-Za-z])){1,39}")
DIGIT = re.compile(r"[0-9]")
# Symbols of documents of the United Nations, which everybody may read.
SYMBOL = re.compile(r"(?:A|S|E|ST|CTOC|CAC|UNODC|COP)/", re.ASCII)
DAY = re.compile(r"[0-3]?[0-9][./-][01]?[0-9][./-](?:[0-9]{2}|[0-9]{4})")


def numbers(text: str) -> Iterator[Span]:
    for said in SAYS_SO.finditer(text):
        match = TOKEN.match(text, said.end())
        if match and _names_a_case(match[0]):
            yield "case", match.start(), match.end()


def _names_a_case(token: str) -> bool:
    """Whether TOKEN names one case among others: "case 3" of a guide and "file 12" of an annex do not."""
    if SYMBOL.match(token) or DAY.fullmatch(token):
        return False
    digits = len(DIGIT.findall(token))
    is_year = re.fullmatch(r"(?:19|20)[0-9]{2}", token) is not None
    return not is_year and (digits >= 4 or (digits >= 3 and re.search(r"[./\-_]", token) is not None))
