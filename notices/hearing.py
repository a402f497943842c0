"""The job behind `hear`: finds who wants to hear, asks for each whether he may, writes notices, rings and mails."""

from datetime import datetime

from django.db import transaction

from jobs.terms import job
from live.outbox import announce
from network.guard import audience_of
from notices import mailing
from notices.events import NoticesChanged
from notices.kinds import News, kind_named
from notices.querysets.shown import thing_of
from notices.querysets.telling import chunks, present, waiting_of, write

# Members of one statement.
AT_ONCE = 400


@job()
def tell(
    kind: str,
    label: str,
    thing_id: int,
    group: str,
    actor_id: int | None,
    at: str,
    membership_ids: list[int],
) -> None:
    """Tell those who are to hear of the thing and may see it now; a second run finds the notices of the first."""
    thing = thing_of(label, thing_id)
    if thing is None:
        return
    news = News(kind_named(kind), thing, group, actor_id, datetime.fromisoformat(at))
    for some in chunks(wanting(news, membership_ids), AT_ONCE):
        _tell(news, list(some))


def wanting(news: News, membership_ids: list[int]) -> list[int]:
    """Return whom NEWS concerns, in the order of their numbers: those named and those who follow; never who did it."""
    wanted = set(membership_ids)
    if news.kind.followers is not None:
        wanted |= set(news.kind.followers(news.thing))
    if news.kind.silent is not None and wanted:
        wanted -= set(news.kind.silent(news.thing, sorted(wanted)))
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
