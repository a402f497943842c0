"""Which public ids an archive has named so far: on disk, since there may be more of them than memory."""

import sqlite3
from types import TracebackType
from typing import Self


class Seen:
    """A set of names on disk; it is gone when the block ends."""

    def __enter__(self) -> Self:
        # A nameless database is a file that its maker alone has open.
        self.base = sqlite3.connect("", isolation_level=None)
        self.base.execute("PRAGMA journal_mode = OFF")
        self.base.execute("CREATE TABLE seen (name TEXT PRIMARY KEY) WITHOUT ROWID")
        self.base.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.base.close()

    def add(self, name: str) -> bool:
        """Add NAME; return whether it is new."""
        return self.base.execute("INSERT OR IGNORE INTO seen VALUES (?)", [name]).rowcount == 1

    def __contains__(self, name: str) -> bool:
        return self.base.execute("SELECT 1 FROM seen WHERE name = ?", [name]).fetchone() is not None
