"""Where sealed files lie: in a folder of their own, which nobody else reads, under random names."""

import os
import secrets
from pathlib import Path

from django.conf import settings


def new_name() -> str:
    """Return the name of a new file: 256 random bits. It stands in no address."""
    return secrets.token_hex(32)


def place(stored: str) -> Path:
    return Path(settings.FILES).with_name("sealed") / stored[:2] / stored


def write_piece(stored: str, offset: int, piece: bytes, *, last: bool) -> None:
    """Write PIECE at OFFSET and cut off what a failed try left behind it; all is safe on disk when it is the LAST."""
    target = place(stored)
    if not target.parent.is_dir():
        target.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(piece)
        if last:
            file.flush()
            os.fsync(file.fileno())


def gathered(stored: str) -> int:
    """Return how many bytes of STORED have come."""
    try:
        return place(stored).stat().st_size
    except FileNotFoundError:
        return 0


def remove(stored: str) -> None:
    """Remove all bytes of STORED; what is gone already is no fault."""
    place(stored).unlink(missing_ok=True)
