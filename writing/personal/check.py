"""The check before a text is posted: each finding is shown at its place, and its author removes or confirms it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst

from network.sealing import keyed_hash
from writing.models import Finding
from writing.personal import KINDS, search

# What is shown around a finding, in characters.
AROUND = 60
# Names of the fields by which a form says what was shown, and what its author confirmed.
SHOWN, CONFIRMED = "found", "confirmed"
# Of what is sent back: more was never shown.
MOST_KEYS = 400


@dataclass(frozen=True, slots=True)
class Marked:
    """One finding as a page shows it; `key` names its kind and text, and tells neither to whoever lacks our key."""

    key: str
    kind: str
    line: int
    before: str
    text: str
    after: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What an author decided about one finding: its kind and the decision, never the text."""

    kind: str
    decision: str


@dataclass(frozen=True, slots=True)
class Check:
    """What was found in the texts of a form, and what its author decided."""

    marked: tuple[Marked, ...] = ()
    decided: tuple[Decided, ...] = ()

    @property
    def is_settled(self) -> bool:
        return all(one.is_confirmed for one in self.marked)


NOTHING = Check()


def look(
    texts: Sequence[str],
    shown: Sequence[str] = (),
    confirmed: Sequence[str] = (),
    expected: Collection[str] = (),
) -> Check:
    """Return what TEXTS hold besides the kinds EXPECTED.

    SHOWN and CONFIRMED are the keys that the form brought back.
    """
    assert KINDS.keys() >= set(expected)
    marked: dict[str, Marked] = {}
    said = frozenset(confirmed[:MOST_KEYS])
    for text in texts:
        for found in search(text):
            if found.kind in expected:
                continue
            words = text[found.start : found.end]
            key = f"{found.kind}:{keyed_hash('finding', found.kind + ' ' + words)[:32]}"
            marked.setdefault(
                key,
                Marked(
                    key=key,
                    kind=capfirst(str(KINDS[found.kind])),
                    line=text.count("\n", 0, found.start) + 1,
                    before=_before(text[max(0, found.start - AROUND) : found.start]),
                    text=words,
                    after=_after(text[found.end : found.end + AROUND]),
                    is_confirmed=key in said,
                ),
            )
    removed = [key for key in dict.fromkeys(shown[:MOST_KEYS]) if key not in marked]
    return Check(tuple(marked.values()), tuple(_decisions(marked, removed)))


def _decisions(marked: Mapping[str, Marked], removed: Sequence[str]) -> list[Decided]:
    kinds = [(key.partition(":")[0], Finding.Decision.CONFIRMED) for key, one in marked.items() if one.is_confirmed]
    kinds += [(key.partition(":")[0], Finding.Decision.REMOVED) for key in removed]
    return [Decided(kind, decision) for kind, decision in kinds if kind in KINDS]


def _before(text: str) -> str:
    """Return the end of TEXT, on one line."""
    return text.rpartition("\n")[2].lstrip()


def _after(text: str) -> str:
    return text.partition("\n")[0].rstrip()
