"""The ZIP around an archive: which parts it may have, and how much of it may ever be in memory."""

import hashlib
import io
import json
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from moving.form import FILES, FORMAT, LINES, LONGEST_LINE, MANIFEST, MEGABYTE, VERSION
from writing.files.limits import LARGEST

# The list of parts is read whole: some hundred bytes of memory for each.
MOST_PARTS = 200_000
LARGEST_DIRECTORY = 64 * MEGABYTE
LARGEST_MANIFEST = MEGABYTE
FILE = re.compile(rf"{FILES}[A-Za-z0-9_-]{{22}}", re.ASCII)
PIECE = 1 << 18
# The end of a ZIP, which says where its list of parts stands; a comment of 64 kB may follow.
END, END_LENGTH, COMMENT = b"PK\x05\x06", 22, 65_535
LOCATOR, LOCATOR_LENGTH, END_64 = b"PK\x06\x07", 20, b"PK\x06\x06"
ENCRYPTED = 1


class NotAccepted(Exception):
    """The archive is not taken, and nothing of it was written; the message says why, and where."""


class Container:
    """An archive, opened: its manifest, its lines one by one, its files piece by piece."""

    def __init__(self, file: BinaryIO) -> None:
        _check_directory(file)
        try:
            self.zip = ZipFile(file)
        except (BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise NotAccepted(f"This is no archive of a network: {error}.") from error
        self.parts = _parts(self.zip.infolist())
        self.manifest = self._manifest()

    def lines(self, digest: Any = None) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
        """Yield each line: its number, its bytes, its object; DIGEST (of hashlib) is fed with all bytes."""
        with _reading(self.zip, self.parts[LINES]) as raw:
            lines = io.BufferedReader(raw, PIECE)
            number = 0
            while line := _read(lines.readline, LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise NotAccepted(f"Line {number} is longer than {LONGEST_LINE // MEGABYTE} MB.")
                if digest is not None:
                    digest.update(line)
                yield number, line, _object(line, number)

    def check_file(self, public_id: str, size: int, sha256: str) -> None:
        """Raise NotAccepted unless the file is there, of SIZE bytes and with that hash."""
        part = self.parts.get(FILES + public_id)
        if part is None:
            raise NotAccepted(f"The file {public_id} is named and is not in the archive.")
        if part.file_size != size or size > LARGEST:
            raise NotAccepted(f"The file {public_id} has another size than its line says, or is too large.")
        digest, left = hashlib.sha256(), size
        with _reading(self.zip, part) as raw:
            while piece := _read(raw.read, PIECE):
                left -= len(piece)
                digest.update(piece)
                if left < 0:
                    break
        if left or digest.hexdigest() != sha256:
            raise NotAccepted(f"The file {public_id} is not the one that its line names: its SHA-256 differs.")

    def open_file(self, public_id: str) -> BinaryIO:
        return _reading(self.zip, self.parts[FILES + public_id])

    def files(self) -> set[str]:
        """Return the public ids of the files there are."""
        return {name.removeprefix(FILES) for name in self.parts if name.startswith(FILES)}

    def _manifest(self) -> dict[str, Any]:
        part = self.parts[MANIFEST]
        if part.file_size > LARGEST_MANIFEST:
            raise NotAccepted("The manifest is too long.")
        with _reading(self.zip, part) as raw:
            manifest = _object(_read(raw.read, LARGEST_MANIFEST + 1), 0)
        if manifest.get("format") != FORMAT:
            raise NotAccepted("This is no archive of a network: its manifest names another format.")
        if manifest.get("version") != VERSION:
            raise NotAccepted(
                f"This archive is of version {manifest.get('version')!r}; version {VERSION} is read here."
            )
        return manifest


def _parts(found: list[ZipInfo]) -> dict[str, ZipInfo]:
    parts: dict[str, ZipInfo] = {}
    for part in found:
        name = part.filename
        if name not in (MANIFEST, LINES) and not FILE.fullmatch(name):
            raise NotAccepted(f"The archive holds a part that has no place in it: {name[:100]!r}.")
        if name in parts:
            raise NotAccepted(f"The archive holds {name} twice.")
        if part.flag_bits & ENCRYPTED or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise NotAccepted(f"The archive holds {name} encrypted, or packed in a way that is not read here.")
        if name.startswith(FILES) and part.file_size > LARGEST:
            raise NotAccepted(f"The archive holds {name}, which is larger than a file may be.")
        parts[name] = part
    for name in (MANIFEST, LINES):
        if name not in parts:
            raise NotAccepted(f"This is no archive of a network: {name} is missing.")
    return parts


def _check_directory(file: BinaryIO) -> None:
    """Refuse a list of parts that would fill the memory before anybody can look at it."""
    length = file.seek(0, io.SEEK_END)
    start = max(length - END_LENGTH - COMMENT - LOCATOR_LENGTH, 0)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(END)
    if end < 0 or len(tail) - end < END_LENGTH:
        raise NotAccepted("This is no archive of a network, or not all of it.")
    count, size = struct.unpack("<HL", tail[end + 10 : end + 16])
    locator = tail[max(end - LOCATOR_LENGTH, 0) : end]
    if locator.startswith(LOCATOR):
        (offset,) = struct.unpack("<Q", locator[8:16])
        file.seek(min(offset, length))
        large = file.read(56)
        if len(large) < 56 or not large.startswith(END_64):
            raise NotAccepted("This is no archive of a network, or not all of it.")
        count, size = struct.unpack("<QQ", large[32:48])
    if count > MOST_PARTS or size > LARGEST_DIRECTORY:
        raise NotAccepted(f"The archive has more than {MOST_PARTS:,} parts.")
    file.seek(0)


def _reading(archive: ZipFile, part: ZipInfo) -> Any:
    try:
        return archive.open(part)
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise NotAccepted(f"{part.filename} is damaged.") from error


def _read(read: Any, most: int) -> bytes:
    try:
        return bytes(read(most))
    except (BadZipFile, OSError, EOFError, ValueError, zlib.error) as error:
        raise NotAccepted("The archive is damaged, or not all of it is there.") from error


def _object(line: bytes, number: int) -> dict[str, Any]:
    where = f"Line {number}" if number else "The manifest"
    try:
        found = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotAccepted(f"{where} is no JSON.") from error
    if not isinstance(found, dict):
        raise NotAccepted(f"{where} is no object.")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)
