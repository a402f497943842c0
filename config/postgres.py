"""A connection to PostgreSQL that waits no longer than its thread may."""

import time
from typing import Any

import psycopg

from network.patience import longest_wait, note_waited


class PatientConnection(psycopg.Connection[Any]):
    """Ends with the wait that took too long: a later answer would be taken for that of another statement."""

    def wait(self, gen: Any, *args: Any, **options: Any) -> Any:
        longest = longest_wait()
        if longest is None or options.get("timeout") is not None:
            return super().wait(gen, *args, **options)
        began = time.monotonic()
        try:
            return super().wait(gen, *args, **{**options, "timeout": longest})
        except psycopg.OperationalError as error:
            if time.monotonic() - began < longest:
                raise
            self.pgconn.finish()
            raise psycopg.errors.ConnectionTimeout("the database did not answer in time") from error
        finally:
            note_waited(time.monotonic() - began)
