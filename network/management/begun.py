"""Commands that ask the database say so in words when the installation has never been started."""

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def must_have_begun() -> None:
    """Raise CommandError, which says what comes first, when the database has no tables yet."""
    if not MigrationRecorder(connection).has_table():
        raise CommandError("There is no database yet: start the installation once (make run), then run this again.")
