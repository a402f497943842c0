"""What looks like personal data in a text: telephone numbers, addresses, numbers of accounts, papers and cases, births.

Names of persons cannot be judged by a machine, and are not tried. Each search takes time in proportion to the text.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from writing.personal import births, cases, mail, papers, phones
from writing.personal.text import Span, near_digits, readable

KINDS: dict[str, str | Promise] = {
    "email": _("e-mail address"),
    "iban": _("bank account number"),
    "birth": _("date of birth"),
    "passport": _("passport number"),
    "identity": _("identity number"),
    "phone": _("telephone number"),
    "case": _("case number"),
}
# Which one looks at the text first: what it has found is not found again as something else.
SEARCHES: list[Callable[[str], Iterable[Span]]] = [
    mail.addresses,
    papers.accounts,
    births.dates,
    papers.passports,
    papers.identities,
    phones.numbers,
    cases.numbers,
]
# Nobody decides on more than these; a text that holds more is a list of persons.
MOST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A KIND of personal data at the places START to END (not included) of the text."""

    kind: str
    start: int
    end: int


def search(text: str) -> list[Found]:
    """Return what looks like personal data in TEXT, in its order, at most 200."""
    looked_at = readable(text)
    taken = bytearray(len(text))
    found: list[Found] = []
    whole = [(0, looked_at)] if mail.SIGN in looked_at else []
    parts = list(near_digits(looked_at))
    for look in SEARCHES:
        for offset, part in whole if look is mail.addresses else parts:
            for kind, start, end in look(part):
                place = slice(offset + start, offset + end)
                if len(found) < MOST and not any(taken[place]):
                    taken[place] = b"\1" * (end - start)
                    found.append(Found(kind, place.start, place.stop))
    return sorted(found, key=lambda one: one.start)
