"""The things of which notices tell, asked by the rule at the moment when they are shown."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import CharField, Exists, F, JSONField, Model, OuterRef, Q, QuerySet, Value

from network.guard import NOBODY
from network.readers import Reader
from notices.kinds import Showing, Shown, model_of, showings
from notices.models import Notice

Key = tuple[str, int]


def shown_to(reader: Reader, wanted: Iterable[Key]) -> dict[Key, Shown]:
    """Return those of the things WANTED (label, number) which READER may see now: one statement, none for none."""
    numbers: dict[str, list[int]] = {}
    for label, pk in wanted:
        numbers.setdefault(label, []).append(pk)
    parts = [
        _columns(one.model.objects.visible_to(reader).filter(pk__in=numbers[one.model._meta.label]), one)  # type: ignore[attr-defined]
        for one in showings()
        if one.model._meta.label in numbers
    ]
    return {(row[0], row[1]): Shown(*row) for row in _all(parts)}


def shown(thing: Model) -> Shown | None:
    """Return THING as whoever may see it reads it, for the job that asks for each who that is."""
    for one in showings():
        if isinstance(thing, one.model):
            rows = one.model.objects.filter(pk=thing.pk)  # type: ignore[attr-defined]
            return next((Shown(*row) for row in _columns(rows, one)), None)
    return None


def things_of(label: str, numbers: Iterable[int]) -> dict[int, Model]:
    """Return by number the things that somebody is to hear of, for the job that asks their audience; no longer all."""
    around = next((one.around for one in showings() if one.model._meta.label == label), ())
    rows = model_of(label).objects.filter(pk__in=set(numbers)).prefetch_related(*around)
    return {thing.pk: thing for thing in rows}


def still_seen(reader: Reader, labels: Collection[str] | None = None) -> Q:
    """Return the condition on notices that READER may see their thing now; each is looked up by its number alone.

    LABELS: the kinds of things that are asked for; all, if none are named.
    """
    condition = NOBODY
    for one in showings():
        if labels is not None and one.model._meta.label not in labels:
            continue
        things = one.model.objects.visible_to(reader).filter(pk=OuterRef("thing_id"))  # type: ignore[attr-defined]
        condition = condition | Q(label=one.model._meta.label) & Q(Exists(things.order_by()))
    return condition


def unseen(reader: Reader, labels: Collection[str] | None = None) -> QuerySet[Notice]:
    """Return READER's notices that wait: not looked at, and of things (of LABELS) that the reader may see."""
    rows: QuerySet[Notice] = Notice.objects.visible_to(reader).filter(still_seen(reader, labels), seen_at=None)
    return rows


def unlooked(reader: Reader) -> QuerySet[Notice, tuple[str]]:
    """Return of what kinds (labels) READER has notices that were not looked at, whether of what may be seen or not."""
    rows: QuerySet[Notice, tuple[str]] = Notice.objects.visible_to(reader).filter(seen_at=None).order_by()
    return rows.values_list("label").distinct()


def _columns(rows: Any, one: Showing) -> Any:
    empty = Value("", CharField())
    return rows.order_by().values_list(
        Value(one.model._meta.label, CharField()),
        F("pk"),
        F(one.public_id) if one.public_id else empty,
        F(one.within) if one.within else empty,
        F(one.title) if one.title else empty,
        F(one.place) if one.place else Value({}, JSONField()),
    )


def _all(parts: list[Any]) -> list[Any]:
    if not parts:
        return []
    return list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
