"""One row, written as `save` writes it, by a statement made once: to compile it takes Django longer than to run it.

For what is written most. No signal of the model is sent; nobody here listens to one.
"""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model

from network.planned import asked, in_dialect

Fields = tuple["Field[Any, Any]", ...]


def insert(row: Model) -> None:
    """Write ROW, which is new, as `save(force_insert=True)` does, and give it its key, unless it brings its own."""
    sql, fields = _inserting(type(row), connection.features.can_return_columns_from_insert)
    with asked(in_dialect(sql), _values(row, fields, is_new=True)) as cursor:
        if isinstance(row._meta.pk, AutoField):
            row.pk = cursor.fetchone()[0] if sql.endswith(RETURNING) else cursor.lastrowid
    row._state.adding, row._state.db = False, connection.alias


def update(row: Model, *names: str) -> None:
    """Write the fields NAMES of ROW, as `save(update_fields=…)` does."""
    sql, fields = _updating(type(row), names)
    with asked(in_dialect(sql), [*_values(row, fields, is_new=False), row.pk]):
        pass


# What a database older than SQLite 3.35 does not know.
RETURNING = " RETURNING id"


@cache
def _inserting(model: type[Model], returns: bool) -> tuple[str, Fields]:
    counted = isinstance(model._meta.pk, AutoField)
    fields = tuple(field for field in model._meta.local_concrete_fields if not (field.primary_key and counted))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})"  # noqa: S608 - names, of the model
    return sql + RETURNING * (returns and counted), fields


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> tuple[str, Fields]:
    fields: Fields = tuple(model._meta.get_field(name) for name in names)  # type: ignore[misc]
    columns = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f"UPDATE {model._meta.db_table} SET {columns} WHERE id = %s", fields  # noqa: S608 - names, of the model


def _values(row: Model, fields: Fields, *, is_new: bool) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, is_new), connection) for field in fields]
