"""A folder beside the files of posts for what a job has gathered: under random names, whole or not there at all."""

import os
import secrets
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


class Folder:
    """The folder NAME; each file in it is written by one job and removed by an action."""

    def __init__(self, name: str) -> None:
        self.name = name

    @staticmethod
    def new_name() -> str:
        """Return the name of a new file: 256 random bits. It stands in no address."""
        return secrets.token_hex(32)

    def place(self, stored: str) -> Path:
        return Path(settings.FILES).with_name(self.name) / stored

    @contextmanager
    def writing(self, stored: str) -> Iterator[BinaryIO]:
        """Open a file that is at its place, and safe on disk, when the block ends well; else nothing is left of it."""
        target = self.place(stored)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        try:
            with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def remove_strays(self, kept: Container[str], seconds: float) -> None:
        """Remove what was last written more than SECONDS ago and is not among KEPT: a process died over it."""
        before = time.time() - seconds
        for path in self.place("x").parent.glob("*"):
            if path.name not in kept and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)

    def remove(self, stored: str) -> None:
        """Remove the file; one that is gone already is no fault."""
        if stored:
            self.place(stored).unlink(missing_ok=True)
