"""The job behind `hear`: finds who wants to hear, asks for each whether he may, writes notices, rings and mails."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.db import transaction

from jobs.terms import job
from live.outbox import announce
from network.guard import audience_of
from notices import mailing
from notices.events import NoticesChanged
from notices.kinds import News, kind_named
from notices.querysets.shown import things_of
from notices.querysets.telling import chunks, present, waiting_of, write

# Members of one statement.
AT_ONCE = 400
# Pieces of news of one run.
TOGETHER = 20


class Heard(TypedDict):
    """What happened to which thing, by whom and when (ISO 8601), and who is named: only identifiers."""

    kind: str
    label: str
    thing: int
    group: str
    actor: int | None
    at: str
    members: list[int]


@job(together=TOGETHER)
def tell(*all_heard: Heard) -> None:
    tell_all(all_heard)


def tell_all(all_heard: Iterable[Heard]) -> None:
    """Tell those who are to hear of a thing and may see it now; a second run finds the notices of the first."""
    all_heard = list(all_heard)
    numbers: dict[str, list[int]] = {}
    for heard in all_heard:
        numbers.setdefault(heard["label"], []).append(heard["thing"])
    things = {(label, pk): thing for label, pks in numbers.items() for pk, thing in things_of(label, pks).items()}
    for heard in all_heard:
        thing = things.get((heard["label"], heard["thing"]))
        if thing is None:
            continue
        at = datetime.fromisoformat(heard["at"])
        news = News(kind_named(heard["kind"]), thing, heard["group"], heard["actor"], at)
        for some in chunks(wanting(news, heard["members"]), AT_ONCE):
            _tell(news, list(some))


def wanting(news: News, membership_ids: list[int]) -> list[int]:
    """Return whom NEWS concerns, in the order of their numbers: those named and those who follow; never who did it."""
    wanted = set(membership_ids)
    if news.kind.silent is not None and wanted:
        wanted -= set(news.kind.silent(news.thing, sorted(wanted)))
    if news.kind.followers is not None:
        wanted |= set(news.kind.followers(news.thing))
    return sorted(wanted - {news.actor_id})


def _tell(news: News, membership_ids: list[int]) -> None:
    may_see = list(audience_of(news.thing).filter(pk__in=membership_ids).order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        new = write(news, may_see)
        here = present(new)
        for notice in waiting_of(news, sorted(here)):
            announce(NoticesChanged.of(notice))
    # A run that died before its mails comes again, and finds the notices written and not mailed.
    if news.kind.mailed:
        mailing.at_once(news, may_see)
