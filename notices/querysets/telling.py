"""Writing notices for many at once: a second delivery of the same news finds the first and changes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Collate
from django.utils import timezone

from network.gate import IDLE_MINUTES
from network.models import Session
from network.models.identity import new_public_id
from notices.kinds import News
from notices.models import Notice

Item = TypeVar("Item")
# Kind, group and membership: of what nobody has looked at, one row.
Place = tuple[str, str, int]

# Rows of one statement: eleven parameters each, of some thousand that SQLite takes.
AT_ONCE = 80
# Pieces of news that a notice keeps in mind; what is older and comes once more counts as heard.
IN_MIND = 20

# What comes late is counted, and moves neither the thing to which the notice leads nor its date backwards.
UPSERT = """
INSERT INTO notices_notice
(public_id, membership_id, kind, label, thing_id, "group", count, first_at, last_at, seen_at, mailed_at, told)
VALUES {rows}
ON CONFLICT (membership_id, kind, "group") WHERE seen_at IS NULL DO UPDATE
SET count = notices_notice.count + 1, mailed_at = NULL,
    thing_id = CASE WHEN {late} THEN notices_notice.thing_id ELSE excluded.thing_id END,
    label = CASE WHEN {late} THEN notices_notice.label ELSE excluded.label END,
    last_at = CASE WHEN {late} THEN notices_notice.last_at ELSE excluded.last_at END,
    first_at = CASE WHEN excluded.first_at < notices_notice.first_at
        THEN excluded.first_at ELSE notices_notice.first_at END,
    told = CASE WHEN length(notices_notice.told) < {full} THEN notices_notice.told
        ELSE substr(notices_notice.told, {second}) END || excluded.told
WHERE notices_notice.told NOT LIKE '%%' || excluded.told || '%%'"""
LATE = "excluded.last_at < notices_notice.last_at"


def mark_of(news: News) -> str:
    """Return the mark by which a notice keeps NEWS in mind: 17 characters, which sort by the time of the news."""
    since = news.at - datetime(1970, 1, 1, tzinfo=UTC)
    return f"{since // timedelta(microseconds=1):013x}{news.thing.pk % 0x1000:03x} "


FULL = IN_MIND * 17


def unheard(news: News, membership_ids: Sequence[int]) -> list[int]:
    """Return those of the memberships that have not heard NEWS yet, though they may have heard of later news."""
    since = Notice.objects.filter(
        membership__in=membership_ids, kind=news.kind.name, group=news.group, last_at__gte=news.at
    )
    mark = mark_of(news)
    done = {pk for pk, told in since.values_list("membership_id", "told") if _holds(told, mark)}
    return [pk for pk in membership_ids if pk not in done]


def _holds(told: str, mark: str) -> bool:
    if not told:
        return True  # written by a version that kept nothing in mind
    return mark in told or (len(told) >= FULL and mark < min(told[start : start + 17] for start in range(0, FULL, 17)))


def write(told: Iterable[tuple[News, Sequence[int]]]) -> None:
    """Write or count up the notices of pieces of news, each for its memberships, within the caller's transaction.

    Rows are locked by kind, group and membership, in that order, whatever the order of the news: two workers with the
    same members wait for each other, and never in a ring. All rows are locked in the first round; in the next are some
    of them, which were told of more than one piece of news.
    """
    rounds: list[list[tuple[Place, News]]] = []
    times: Counter[Place] = Counter()
    for news, membership_ids in told:
        for pk in membership_ids:
            place = (news.kind.name, news.group, pk)
            if times[place] == len(rounds):
                rounds.append([])
            rounds[times[place]].append((place, news))
            times[place] += 1
    for rows in rounds:
        rows.sort(key=itemgetter(0))
        for some in chunks(rows, AT_ONCE):
            _upsert(some)


def _upsert(some: Sequence[tuple[Place, News]]) -> None:
    parameters: list[Any] = []
    for (kind, group, pk), news in some:
        at = connection.ops.adapt_datetimefield_value(news.at)
        thing = news.thing
        parameters += [new_public_id(), pk, kind, thing._meta.label, thing.pk, group, at, at, mark_of(news)]
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, 1, %s, %s, NULL, NULL, %s)"] * len(some))
    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(rows=rows, late=LATE, full=FULL, second=18), parameters)


def hold(rows: QuerySet[Notice]) -> list[int]:
    """Lock ROWS, which are of one membership, in the order of `write`; return their numbers."""
    by_group: Any = Collate("group", "C") if connection.vendor == "postgresql" else F("group")
    by_kind: Any = Collate("kind", "C") if connection.vendor == "postgresql" else F("kind")
    return list(rows.select_for_update().order_by(by_kind, by_group).values_list("pk", flat=True))


def waiting_of(news: News, membership_ids: Sequence[int]) -> QuerySet[Notice]:
    """Return the notices of NEWS that wait for the memberships."""
    rows: QuerySet[Notice] = Notice.objects.filter(
        membership__in=membership_ids, kind=news.kind.name, group=news.group, seen_at=None
    )
    return rows


def present(membership_ids: Sequence[int]) -> set[int]:
    """Return those who may have a page open now: the bell is rung for no others."""
    since = timezone.now() - timedelta(minutes=IDLE_MINUTES)
    here = Session.objects.filter(membership__in=membership_ids, factor_at__isnull=False, used_at__gt=since)
    return set(here.values_list("membership_id", flat=True))


def prune(before: datetime) -> int:
    """Remove what was last heard of before BEFORE, looked at or not; return how many."""
    removed: int = Notice.objects.filter(last_at__lt=before).delete()[0]
    return removed


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
