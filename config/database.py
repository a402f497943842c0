"""Which database serves: SQLite for one office and for trying out, PostgreSQL for real life."""

from pathlib import Path
from typing import Any

import dj_database_url

# A deferred transaction that reads first fails at once when somebody else writes, whatever the timeout:
# IMMEDIATE takes the write lock at BEGIN. FULL keeps an acknowledged write through a power cut. The write-ahead log,
# which a long reader or a backup lets grow, is cut back to 64 MB. What is erased is overwritten: not every SQLite does
# so by itself, and a copy of the file would hold for years what has been erased.
# A search reads more pages than 16 MB hold: with room for 32 it takes a fifth less.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA cache_size=-32000;"
    "PRAGMA journal_size_limit=64000000;PRAGMA secure_delete=ON;",
}


def database(url: str, data: Path) -> dict[str, Any]:
    """Return Django's description of the database at URL, or of the file in DATA when URL is empty."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "counterpart.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
        }
    described: dict[str, Any] = dict(dj_database_url.parse(url))
    if described["ENGINE"] != "django.db.backends.postgresql":
        raise ValueError("DATABASE_URL must name a PostgreSQL database (postgres://…), or be left out for SQLite.")
    # Only now: psycopg costs memory and time that an installation on SQLite need not spend.
    from config.postgres import PatientConnection

    described["OPTIONS"] = described.get("OPTIONS", {}) | {
        # Beyond two seconds a page says 503; and no waiting in doubling steps, so that a page is back as soon as the
        # database is.
        "pool": {
            "connection_class": PatientConnection,
            "min_size": 1,
            "max_size": 12,
            "timeout": 2,
            "reconnect_timeout": 2,
        },
        "connect_timeout": 5,
        # A statement that hangs must not hold a page's thread: five seconds, then a clear 503.
        # The statements of the rule, which the server keeps (network/planned.py), are planned once: to weigh
        # five plans before would take it longer than all that they read.
        "options": "-c statement_timeout=5000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000 "
        "-c plan_cache_mode=force_generic_plan "
        # Where a search goes through a long list of words, the server notes each row in it; with four megabytes, its
        # own bound, it notes whole pages from some 65,000 on, and makes the words of each row in them anew: 12 seconds
        # for 180,000 rows, where 0.4 do. It is taken only where it is needed.
        "-c work_mem=32MB",
    }
    return described
