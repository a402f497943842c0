"""Where the gathered files lie: beside the files of posts, under random names, whole or not there at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def new_name() -> str:
    """Return the name of a new file: 256 random bits. It stands in no address."""
    return secrets.token_hex(32)


def place(stored: str) -> Path:
    return Path(settings.FILES).with_name("own-data") / stored


@contextmanager
def writing(stored: str) -> Iterator[BinaryIO]:
    """Open a file that is at its place, and safe on disk, when the block ends well; else nothing is left of it."""
    target = place(stored)
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


def remove(stored: str) -> None:
    """Remove the file; one that is gone already is no fault."""
    if stored:
        place(stored).unlink(missing_ok=True)
