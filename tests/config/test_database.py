"""SQLite is opened so that nobody hears of a locked database and nothing acknowledged is lost."""

import pytest
from django.db import connection

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the embedded default")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("secure_delete", 1),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("busy_timeout", 20_000),
        ("journal_size_limit", 64_000_000),
    ],
)
def test_the_database_is_opened_for_many_writers_and_power_cuts(pragma, value, db):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone()[0] == value


def test_a_transaction_takes_the_write_lock_at_its_beginning():
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
