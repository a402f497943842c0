"""What a member heard: first what waits, then what was looked at, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from network.models import Membership
from network.names import in_language
from network.page import Page
from network.paging import slice_of
from network.slots import Line, lines
from notices.kinds import Shown, is_named, kind_named
from notices.models import Notice
from notices.querysets.shown import Key, shown_to, still_seen, unseen

MOST_WAITING = 50
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice in words: what happened, to what, where, how often and when last."""

    public_id: str
    what: str
    title: str
    place: str
    at: datetime


@dataclass(frozen=True)
class NoticesPage(Page):
    """`waiting`: not looked at, the newest first; `earlier`: the rest, by page. Only of what may be seen now."""

    template: ClassVar[str] = "notices/notices.html"
    # What waits, what was looked at, and the things themselves.
    queries: ClassVar[int] = 3

    waiting: list[NoticeRow]
    earlier: list[NoticeRow]
    newer: str
    older: str
    is_first: bool
    acts: list[Line]

    @classmethod
    def load(cls, reader: Membership, *, after: str = "", before: str = "") -> Self:
        waiting = list(unseen(reader).order_by("-last_at", "-pk")[:MOST_WAITING])
        seen = Notice.objects.visible_to(reader).filter(still_seen(reader), seen_at__isnull=False)
        earlier = slice_of(seen, reader, key="pk", size=PAGE_SIZE, after=after, before=before)
        things = shown_to(reader, [(one.label, one.thing_id) for one in (*waiting, *earlier.rows)])
        return cls(
            waiting=_rows(waiting, things),
            earlier=_rows(earlier.rows, things),
            newer=f"?after={earlier.newer}" if earlier.newer else "",
            older=f"?before={earlier.older}" if earlier.older else "",
            is_first=not earlier.newer,
            acts=lines("notices.acts", reader, [None])[None],
        )


def _rows(notices: Iterable[Notice], things: dict[Key, Shown]) -> list[NoticeRow]:
    rows = []
    for one in notices:
        thing = things.get((one.label, one.thing_id))
        if thing is not None and is_named(one.kind):
            words = kind_named(one.kind).words(one.count)
            rows.append(NoticeRow(one.public_id, words, thing.title, in_language(thing.place), one.last_at))
    return rows
