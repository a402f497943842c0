"""Whom and which bodies the operators may mean: asked in one statement with the places where a reader may look."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, TextField, Value

from forum.search.analyser import words_of
from forum.search.folding import fold
from forum.search.query import Operator
from network.models import Body, Membership

PLACE, BODY, PERSON, ALONE = 1, 2, 3, 4
# Letters which somebody may have typed without the marks that they carry.
LETTERS = [chr(code) for low, high in ((0xC0, 0x24F), (0x386, 0x52F), (0x620, 0x64A)) for code in range(low, high + 1)]
MOST_WORDS = 4


def names_bodies(operators: Iterable[Operator]) -> bool:
    return any(one.name in {"from", "state"} for one in operators)


def bodies_called(reader: Membership) -> QuerySet[Any, Any]:
    """Return the rows of all bodies, with the columns of a place (forum/search/scope.py)."""
    rows = Body.objects.visible_to(reader).order_by()
    return rows.annotate(what=_number(BODY), zero=_number(0), nothing=_text("")).values_list(
        *(
            "what",
            "pk",
            "key",
            "alpha2",
            "names",
            "zero",
            "alpha3",
            "nothing",
            "names",
            "nothing",
            "zero",
            "zero",
            "zero",
        )
    )


def people_called(reader: Membership, operators: Iterable[Operator]) -> QuerySet[Any, Any] | None:
    """Return the rows of the members whom READER may know by a name that OPERATORS ask for; None: none is asked for."""
    # An observer knows functions and offices, and no officer.
    asked = [words for one in operators if one.name == "from" and (words := sought(one.value))]
    if not asked or not reader.is_practitioner:
        return None
    called = Q()
    for words in asked:
        every = Q()
        for word in words:
            every &= Q(member__name__iregex=_pattern(word))
        called |= every
    rows = Membership.objects.visible_to(reader).filter(called).order_by()
    return rows.annotate(what=_number(PERSON), zero=_number(0), nothing=_text(""), said=F("member__name")).values_list(
        *("what", "pk", "nothing", "said", "function", "zero", "nothing", "nothing", "function", "nothing", "zero"),
        "zero",
        "zero",
    )


def sought(value: str) -> list[str]:
    return words_of(value)[:MOST_WORDS]


def is_called(name: str, words: Sequence[str]) -> bool:
    """Whether each of WORDS, which are folded, stands in NAME."""
    plain = " ".join(fold(part) for part in name.split())
    return all(word in plain for word in words)


def _number(value: int) -> Any:
    return Value(value, output_field=IntegerField())


def _text(value: str) -> Any:
    return Value(value, output_field=TextField())


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    found: dict[str, str] = {}
    for letter in LETTERS:
        plain = fold(letter)
        if len(plain) == 1:
            found[plain] = found.get(plain, "") + letter
    return found


def _pattern(word: str) -> str:
    """Return a pattern, the same for both databases, of WORD (folded) however it is written."""
    return "".join(f"[{one}{_variants()[one]}]" if one in _variants() else re.escape(one) for one in word)
