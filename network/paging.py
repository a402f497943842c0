"""Pages by key, never by offset: a page costs the same wherever it stands, and its address tells no count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from network.models import Membership
from network.sealing import Unsealable, seal, unseal

T = TypeVar("T")


@dataclass(frozen=True)
class Slice(Generic[T]):
    """The rows of one page, newest first, and the sealed keys of the pages beside it ("" where there is none)."""

    rows: Sequence[T]
    newer: str
    older: str


def slice_of(
    rows: QuerySet[Any], reader: Membership, *, key: str, size: int, after: str = "", before: str = ""
) -> Slice[Any]:
    """Return SIZE of ROWS by descending KEY (a unique number): those next below BEFORE, or next above AFTER.

    The keys in BEFORE and AFTER are sealed for this reader, since a number that counts says how much there is that he
    may not see. One that was not made here gives the first page.
    """
    below, above = _opened(reader, key, before), _opened(reader, key, after)
    if above is not None:
        found = list(rows.filter(**{f"{key}__gt": above}).order_by(key)[: size + 1])
        more = len(found) > size
        page = found[:size][::-1]
        return _slice(page, reader, key, newer=more, older=True)
    if below is not None:
        rows = rows.filter(**{f"{key}__lt": below})
    found = list(rows.order_by(f"-{key}")[: size + 1])
    return _slice(found[:size], reader, key, newer=below is not None, older=len(found) > size)


def _slice(page: list[Any], reader: Membership, key: str, *, newer: bool, older: bool) -> Slice[Any]:
    def sealed(row: Any) -> str:
        return seal(f"page/{key}", str(getattr(row, key)).encode(), reader.public_id)

    return Slice(
        rows=page,
        newer=sealed(page[0]) if page and newer else "",
        older=sealed(page[-1]) if page and older else "",
    )


def _opened(reader: Membership, key: str, sealed: str) -> int | None:
    if not sealed:
        return None
    try:
        return int(unseal(f"page/{key}", sealed, reader.public_id))
    except (Unsealable, ValueError):
        return None
