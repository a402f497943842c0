"""One's own drafts: all of them, one that stands alone, and one that was saved in two windows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from network.models import Membership
from network.page import Page
from writing.models import Draft
from writing.places import Spot, place_named, places

MOST = 100


@dataclass(frozen=True)
class DraftRow:
    """A draft as the list shows it; `spot` is None where the reader no longer sees what it was written to."""

    key: str
    public_id: str
    draft: Draft
    spot: Spot | None

    @property
    def label(self) -> str:
        return str(place_named(self.key).label)

    @property
    def body(self) -> str:
        return body_of(self.draft.fields)


@dataclass(frozen=True)
class DraftsPage(Page):
    template: ClassVar[str] = "writing/drafts.html"
    # The drafts, the things of each place, and where the reader no longer asks from outside.
    queries: ClassVar[int] = 6

    rows: list[DraftRow]

    @classmethod
    def load(cls, reader: Membership) -> Self:
        drafts = list(Draft.objects.visible_to(reader).order_by("-saved_at", "-pk")[:MOST])
        return cls(rows_of(reader, drafts))


@dataclass(frozen=True)
class DraftPage(Page):
    """A draft whose place is no longer there for the reader: his own words, and nothing of the place."""

    template: ClassVar[str] = "writing/draft.html"
    queries: ClassVar[int] = 0

    row: DraftRow


@dataclass(frozen=True)
class ConflictPage(Page):
    """What was just typed, and what another window has saved (None: it was posted or deleted there)."""

    template: ClassVar[str] = "writing/conflict.html"
    queries: ClassVar[int] = 0

    address: str
    back: str
    typed: Mapping[str, Any]
    saved: Draft | None

    @property
    def typed_body(self) -> str:
        return body_of(self.typed)

    @property
    def saved_body(self) -> str:
        return body_of(self.saved.fields) if self.saved else ""

    @property
    def others(self) -> list[tuple[str, str]]:
        """The other fields of what was typed, as a form sends them."""
        return [
            (name, value)
            for name, given in self.typed.items()
            if name != "body"
            for value in (given if isinstance(given, list) else [given])
        ]


def rows_of(reader: Membership, drafts: list[Draft]) -> list[DraftRow]:
    """Return DRAFTS with what each was written to, as far as READER sees it: one statement a place."""
    spots: dict[tuple[str, int], Spot] = {}
    for place in places():
        wanted = [draft.thing_id for draft in drafts if draft.place.startswith(f"{place.key}:")]
        if wanted:
            spots |= {(place.key, pk): spot for pk, spot in place.spots(reader, wanted).items()}
    rows = []
    for draft in drafts:
        key, _colon, public_id = draft.place.partition(":")
        rows.append(DraftRow(key, public_id, draft, spots.get((key, draft.thing_id))))
    return rows


def body_of(fields: Mapping[str, Any]) -> str:
    body = fields.get("body", "")
    return body if isinstance(body, str) else ""
