"""Writes an archive: a ZIP of lines, the files they name, and a manifest that says what must be found in it."""

import hashlib
import json
import tempfile
from collections import Counter
from datetime import datetime
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from moving.form import FILES, FORMAT, LINES, LONGEST_LINE, MANIFEST, VERSION
from moving.leaving.authors import Row
from moving.leaving.rows import Progress, rows_of
from network.models import Membership, Network
from writing.files import store

PIECE = 1 << 18
# An archive says in its manifest when it was made; the times of its parts would say nothing else.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def write_archive(
    reader: Membership, network: Network, target: BinaryIO, progress: Progress, now: datetime | None = None
) -> None:
    """Write what READER may see of NETWORK into TARGET, a row and a piece at a time."""
    counts: Counter[str] = Counter()
    digest = hashlib.sha256()
    # The lines wait beside it: a ZIP takes one part after the other, and a line tells the hash of its file.
    with tempfile.TemporaryFile() as lines, ZipFile(target, "w") as archive:
        for row in rows_of(reader, network, progress):
            if row["kind"] == "file":
                row = _with_file(row, archive)
            line = _line(row)
            counts[row["kind"]] += 1
            digest.update(line)
            lines.write(line)
        lines.seek(0)
        _copy(lines, archive, LINES, ZIP_DEFLATED)
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": (now or timezone.now()).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "lines": sum(counts.values()),
            "sha256": digest.hexdigest(),
            "counts": dict(sorted(counts.items())),
        }
        archive.writestr(ZipInfo(MANIFEST, NO_TIME), json.dumps(manifest, indent=1) + "\n")


def _with_file(row: Row, archive: ZipFile) -> Row:
    """Put the bytes of the file of ROW into ARCHIVE; one whose bytes are lost keeps its line, with a size of 0."""
    row = dict(row)
    try:
        source = store.place(row.pop("stored")).open("rb")
    except FileNotFoundError:
        return {**row, "size": 0, "sha256": ""}
    with source:
        size, digest = _copy(source, archive, FILES + row["id"], ZIP_STORED)
    return {**row, "size": size, "sha256": digest}


def _copy(source: Any, archive: ZipFile, name: str, method: int) -> tuple[int, str]:
    part = ZipInfo(name, NO_TIME)
    part.compress_type = method
    size, digest = 0, hashlib.sha256()
    with archive.open(part, "w", force_zip64=True) as copy:
        while piece := source.read(PIECE):
            copy.write(piece)
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def _line(row: Row) -> bytes:
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
    if len(line) > LONGEST_LINE:
        raise ValueError("a line is longer than the form allows")
    return line
