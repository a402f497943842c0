"""What a statement gives back when no model stands between: instants and JSON as each database writes them."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection


def moment(value: Any) -> datetime | None:
    """Return the instant that a column holds: SQLite keeps UTC as text."""
    if value is None:
        return None
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def instant(value: Any) -> datetime:
    """Return the instant of a column that is never empty."""
    found = moment(value)
    assert found is not None
    return found


def stored(value: datetime) -> Any:
    """Return VALUE as a parameter of a statement."""
    return connection.ops.adapt_datetimefield_value(value)


def loaded(value: Any) -> Any:
    """Return the JSON that a column holds."""
    return json.loads(value) if isinstance(value, str) else value
