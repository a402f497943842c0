"""The job behind `hear`: finds who wants to hear, asks for each whether he may, writes notices, rings and mails."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, TypedDict

from django.db import transaction

from jobs.terms import job
from live.outbox import announce
from network.guard import audience_of
from notices import mailing
from notices.events import NoticesChanged
from notices.kinds import News, kind_named
from notices.querysets.shown import things_of
from notices.querysets.telling import chunks, present, unheard, waiting_of, write

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
def tell_together(*all_heard: Heard) -> None:
    tell_all(all_heard)


@job()
def tell(
    kind: str, label: str, thing_id: int, group: str, actor_id: int | None, at: str, membership_ids: list[int]
) -> None:
    """Tell what a version before `tell_together` wrote down, and waits still; nothing writes it any more."""
    one = Heard(kind=kind, label=label, thing=thing_id, group=group, actor=actor_id, at=at, members=membership_ids)
    tell_all([one])


def tell_all(all_heard: Iterable[Heard]) -> None:
    """Tell those who are to hear of a thing and may see it now; a second run finds the notices of the first."""
    told: list[Told] = []
    for news, membership_ids in _news_of(list(all_heard)):
        for some in chunks(wanting(news, membership_ids), AT_ONCE):
            told.append(_told(news, list(some)))
            if sum(len(one.may_see) for one in told) >= AT_ONCE:
                _write(told)
                told = []
    _write(told)


def _news_of(all_heard: list[Heard]) -> Iterator[tuple[News, list[int]]]:
    numbers: dict[str, list[int]] = {}
    for heard in all_heard:
        numbers.setdefault(heard["label"], []).append(heard["thing"])
    things = {(label, pk): thing for label, pks in numbers.items() for pk, thing in things_of(label, pks).items()}
    for heard in all_heard:
        thing = things.get((heard["label"], heard["thing"]))
        if thing is not None:
            at = datetime.fromisoformat(heard["at"])
            yield News(kind_named(heard["kind"]), thing, heard["group"], heard["actor"], at), heard["members"]


def wanting(news: News, membership_ids: list[int]) -> list[int]:
    """Return whom NEWS concerns, in the order of their numbers: those named and those who follow; never who did it."""
    wanted = set(membership_ids)
    if news.kind.silent is not None and wanted:
        wanted -= set(news.kind.silent(news.thing, sorted(wanted)))
    if news.kind.followers is not None:
        wanted |= set(news.kind.followers(news.thing))
    return sorted(wanted - {news.actor_id})


class Told(NamedTuple):
    """Who may see the thing of NEWS, who of them has not heard of it yet, and who of these may have a page open."""

    news: News
    may_see: list[int]
    new: list[int]
    here: set[int]


def _told(news: News, membership_ids: list[int]) -> Told:
    may_see = list(audience_of(news.thing).filter(pk__in=membership_ids).order_by("pk").values_list("pk", flat=True))
    new = unheard(news, may_see)
    return Told(news, may_see, new, present(new))


def _write(told: list[Told]) -> None:
    # All that takes time was read before: on SQLite nobody else writes meanwhile.
    if any(one.new for one in told):
        with transaction.atomic():
            write((one.news, one.new) for one in told)
            for one in told:
                for notice in waiting_of(one.news, sorted(one.here)):
                    announce(NoticesChanged.of(notice))
    # A run that died before its mails comes again, and finds the notices written and not mailed.
    for one in told:
        if one.news.kind.mailed:
            mailing.at_once(one.news, one.may_see)
