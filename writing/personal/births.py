"""Dates of birth: a date beside a word of birth, in English, French, Spanish or Arabic."""

import re
from collections.abc import Iterator

from writing.personal.text import Span

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
    "|janvier|janv|février|fevrier|févr|mars|avril|avr|mai|juin|juillet|juil|août|aout|septembre|octobre|novembre"
    "|décembre|decembre|déc"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
    "|يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر"
    "|كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول"
    "|جانفي|فيفري|أفريل|ماي|جوان|جويلية|أوت"
)
DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"[0-3]?[0-9] ?[./-] ?[0-3]?[0-9] ?[./-] ?(?:1[89]|20)?[0-9]{2}"
    r"|(?:1[89]|20)[0-9]{2}[./-][01]?[0-9][./-][0-3]?[0-9]"
    rf"|[0-3]?[0-9](?:st|nd|rd|th|er|º|°)?[ .-]{{1,2}}(?:(?:of|de) )?(?:{MONTHS})\.?,?"
    r"[ -](?:(?:of|de|del) )?(?:1[89]|20)[0-9]{2}"
    rf"|(?:{MONTHS})\.? [0-3]?[0-9](?:st|nd|rd|th)?,? (?:1[89]|20)[0-9]{{2}}"
    r")(?![\w/-]|\.[0-9])",
    re.IGNORECASE,
)
BIRTH = re.compile(
    r"(?<!\w)(?:born|birth|birthdate|birthday|dob|d\.o\.b|née?s?|nee?|naissance|nacid[oa]s?|nació|nacio|nacimiento"
    r"|(?:ال)?مولودة?|ول?مولودة?|مواليد|(?:ال)?ميلاد|ميلاده|ميلادها|(?:ال)?ولادة|ولد|ولدت)(?!\w)",
    re.IGNORECASE,
)
# So far may the words stand apart: "born in the town of … on the"; and a date before its word: "(12.3.1980, birth)".
NEAR = 60
NEAR_BEFORE = 14


def dates(text: str) -> Iterator[Span]:
    """Yield the dates behind a word of birth, or shortly before it, in the same sentence."""
    if BIRTH.search(text) is None:
        return
    found = [(match.start(), match.end()) for match in DATE.finditer(text)]
    if not found:
        return
    index = 0
    for word in BIRTH.finditer(text):
        while index < len(found) and found[index][1] + NEAR_BEFORE < word.start():
            index += 1
        for start, end in found[index : index + 2]:
            is_behind = word.end() <= start <= word.end() + NEAR
            is_before = end <= word.start() <= end + NEAR_BEFORE
            between = text[word.end() : start] if is_behind else text[end : word.start()]
            if (is_behind or is_before) and "\n\n" not in between and not re.search(r"[.;!?] [A-ZÀ-Þ]", between):
                yield "birth", start, end
                break
