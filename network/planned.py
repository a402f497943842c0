"""Statements that PostgreSQL plans once a connection: to plan the rule takes it ten times as long as to answer by it.

Only for a statement whose best way is the same whatever its parameters: one thing, found by a unique key.
"""

from typing import Any

from django.db import connection


def planned() -> Any:
    """Return a cursor, for `with`, whose statements the server keeps prepared; SQLite plans in no time as it is."""
    cursor = connection.cursor()
    if connection.vendor == "postgresql":
        # Only here: an installation over SQLite never loads the driver.
        from django.db.backends.postgresql.base import ServerBindingCursor

        # Django's other cursors write the parameters into the statement, and prepare none whatever stands here.
        connection.connection.prepare_threshold = 0
        cursor.cursor.close()
        cursor.cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    return cursor
