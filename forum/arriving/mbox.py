"""An archive in the mbox format, message by message, without holding more than one of them."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

# A message longer than this is cut here, and the report says so: no post and no file may be as long.
LONGEST = 60 * 1024 * 1024
FROM = b"From "
# A line is read in pieces of this size: one of a gigabyte must not stand in memory.
PIECE = 64 * 1024


class Place(NamedTuple):
    """Where a message stands in the file: the number of its first byte, and how many bytes it has."""

    offset: int
    length: int


def places(archive: BinaryIO) -> Iterator[tuple[Place, bytes]]:
    """Yield each message of ARCHIVE with the line ("From …") that begins it.

    A line "From " begins a message only after an empty line or at the start, and only if it looks like an envelope:
    writers of archives forget to mark such lines within a text.
    """
    offset = start = 0
    envelope: bytes | None = None
    was_empty = begins = True
    for line in iter(lambda: archive.readline(PIECE), b""):
        if begins and was_empty and line.startswith(FROM) and _is_envelope(line):
            if envelope is not None:
                yield Place(start, offset - start), envelope
            envelope, start = line, offset + len(line)
        elif envelope is None and line.strip():
            # An archive that begins without an envelope is one message, or the rest of one.
            envelope, start = b"", offset
        was_empty, begins = begins and not line.strip(b"\r\n"), line.endswith(b"\n")
        offset += len(line)
    if envelope is not None:
        yield Place(start, offset - start), envelope


def message_at(archive: BinaryIO, place: Place) -> bytes:
    """Return the bytes of the message at PLACE, at most LONGEST, its marked lines (">From ") as they were sent."""
    archive.seek(place.offset)
    raw = archive.read(min(place.length, LONGEST))
    if b"\n>" not in raw:
        return raw
    return b"\n".join(_unmarked(line) for line in raw.split(b"\n"))


def _unmarked(line: bytes) -> bytes:
    return line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(FROM) else line


def _is_envelope(line: bytes) -> bool:
    """Whether LINE is "From SENDER DATE": with the time of a day and a year, which prose after "From " rarely has."""
    words = line.split()
    if len(words) < 3:
        return False
    has_time = any(word.count(b":") in (1, 2) and word.replace(b":", b"").isdigit() for word in words[2:])
    has_year = any(len(word) == 4 and word.isdigit() and word[:2] in (b"19", b"20") for word in words[2:])
    return (has_time and has_year) or words[1] in (b"-", b"MAILER-DAEMON") or (has_year and b"@" in words[1])
