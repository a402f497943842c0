"""Where the bytes lie: in one folder which nobody else reads, under random names, whole or not there at all."""

import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

# Files on their way, and what is written anew of them.
COMING = "coming"


def new_name() -> str:
    """Return the name of a new file: 256 random bits. It stands in no address."""
    return secrets.token_hex(32)


def folder() -> Path:
    return Path(settings.FILES)


def part(stored: str) -> Path:
    """Return where the bytes of STORED are gathered."""
    return folder() / COMING / stored


def place(stored: str) -> Path:
    """Return where STORED lies when it is complete and checked."""
    return folder() / stored[:2] / stored


def write_piece(stored: str, offset: int, piece: bytes) -> None:
    """Write PIECE at OFFSET and cut off what a failed try left behind it."""
    _make(folder() / COMING)
    descriptor = os.open(part(stored), os.O_WRONLY | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(piece)


def part_anew(stored: str) -> BinaryIO:
    """Open an empty file in which the bytes of STORED are gathered at once."""
    _make(folder() / COMING)
    descriptor = os.open(part(stored), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w+b")


def gathered(stored: str) -> int:
    """Return how many bytes of STORED have come."""
    try:
        return part(stored).stat().st_size
    except FileNotFoundError:
        return 0


def draft(stored: str) -> BinaryIO:
    """Open an empty file into which STORED is written anew."""
    _make(folder() / COMING)
    descriptor = os.open(_anew(stored), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w+b")


def keep(stored: str, *, anew: bool) -> int:
    """Put what was gathered, or what was written ANEW, into its lasting place, safe on disk; return its size."""
    source = _anew(stored) if anew else part(stored)
    with source.open("rb") as file:
        os.fsync(file.fileno())
    target = place(stored)
    _make(target.parent)
    source.replace(target)
    _sync_folder(target.parent)
    part(stored).unlink(missing_ok=True)
    _anew(stored).unlink(missing_ok=True)
    return target.stat().st_size


def remove(stored: str) -> None:
    """Remove all bytes of STORED; what is gone already is no fault."""
    for path in (place(stored), part(stored), _anew(stored)):
        path.unlink(missing_ok=True)


def old_names(seconds: float) -> Iterator[str]:
    """Return the names of what was last written more than SECONDS ago: of whole files, and of parts."""
    before = time.time() - seconds
    for path in folder().glob("*/*"):
        try:
            if path.stat().st_mtime < before:
                yield path.name.removesuffix(".new")
        except FileNotFoundError:
            continue


def _anew(stored: str) -> Path:
    return folder() / COMING / f"{stored}.new"


def _make(path: Path) -> None:
    if not path.is_dir():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)


def _sync_folder(path: Path) -> None:
    # The name is on disk only when its folder is.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
