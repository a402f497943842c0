"""Writing notices for many at once: a second delivery of the same news finds the first and changes nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from network.gate import IDLE_MINUTES
from network.models import Session
from network.models.identity import new_public_id
from notices.kinds import News
from notices.models import Notice

# Rows of one statement: ten parameters each, of some thousand that SQLite takes.
AT_ONCE = 80

UPSERT = """
INSERT INTO notices_notice
(public_id, membership_id, kind, label, thing_id, "group", count, first_at, last_at, seen_at, mailed_at)
VALUES {rows}
ON CONFLICT (membership_id, kind, "group") WHERE seen_at IS NULL DO UPDATE
SET count = notices_notice.count + 1, thing_id = excluded.thing_id, label = excluded.label,
    last_at = excluded.last_at, mailed_at = NULL
WHERE excluded.last_at > notices_notice.last_at"""


def unheard(news: News, membership_ids: Sequence[int]) -> list[int]:
    """Return those of the memberships that have not heard NEWS yet."""
    heard = Notice.objects.filter(
        membership__in=membership_ids, kind=news.kind.name, group=news.group, last_at__gte=news.at
    )
    done = set(heard.values_list("membership_id", flat=True))
    return [pk for pk in membership_ids if pk not in done]


def write(news: News, membership_ids: Sequence[int]) -> None:
    """Write or count up the notice of NEWS for each of the memberships."""
    for some in chunks(membership_ids, AT_ONCE):
        _upsert(news, some)


def _upsert(news: News, membership_ids: Sequence[int]) -> None:
    at = connection.ops.adapt_datetimefield_value(news.at)
    parameters: list[Any] = []
    for pk in membership_ids:
        parameters += [new_public_id(), pk, news.kind.name, news.thing._meta.label, news.thing.pk, news.group, at, at]
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, 1, %s, %s, NULL, NULL)"] * len(membership_ids))
    with connection.cursor() as cursor:
        cursor.execute(UPSERT.format(rows=rows), parameters)


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


def chunks(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (items[start : start + size] for start in range(0, len(items), size))
