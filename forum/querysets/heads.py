"""One topic or forum that `visible_to` has found, with what stands above it, as plain values and in one statement."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from forum.querysets.values import loaded, moment
from network.querysets import GuardedQuerySet

Convert = Callable[[Any], Any]


def head(visible: GuardedQuerySet[Any], names: tuple[str, ...]) -> list[Any] | None:
    """Return the values NAMES of the one row VISIBLE, or None. NAMES are fields, or `forum__` and `network__` fields.

    Which row it is, and whether it may be seen, VISIBLE alone decides; the columns around it are always the same, so
    that they are put together once and not for each page.
    """
    columns, joined, converters = _plan(visible.model, names)  # type: ignore[arg-type]
    try:
        found, parameters = visible.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {joined} WHERE t.id = ({found})", parameters)
        row = cursor.fetchone()
    return None if row is None else [convert(value) for convert, value in zip(converters, row, strict=True)]


@cache
def _plan(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, str, list[Convert]]:
    joined = f"{model._meta.db_table} t"
    models_by_alias: dict[str, type[models.Model]] = {"t": model}
    columns, converters = [], []
    for name in names:
        place, _sign, field_name = name.rpartition("__")
        if place and place not in models_by_alias:
            there = model._meta.get_field(place)
            models_by_alias[place] = there.related_model  # type: ignore[assignment]
            joined += f" JOIN {there.related_model._meta.db_table} {place} ON {place}.id = t.{place}_id"  # type: ignore[union-attr]
        found = models_by_alias[place or "t"]
        field = found._meta.pk if field_name == "pk" else found._meta.get_field(field_name)
        columns.append(f"{place or 't'}.{field.column}")  # type: ignore[union-attr]
        converters.append(_converter(field))
    return ", ".join(columns), joined, converters


def _converter(field: Any) -> Convert:
    if isinstance(field, models.DateTimeField):
        return moment
    if isinstance(field, models.JSONField):
        return loaded
    return bool if isinstance(field, models.BooleanField) else _same


def _same(value: Any) -> Any:
    return value
