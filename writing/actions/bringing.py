"""Files that the operator brings with an archive: checked as a member's are, and without a quota."""

import hashlib
import tempfile
from typing import BinaryIO

from django.utils import timezone

from network.guard import require
from network.readers import Reader
from writing.access import can_bring_files
from writing.actions.files import NotTaken
from writing.files import limits, scanner, store
from writing.files.examiner import Look, examine
from writing.files.inside import faults
from writing.files.kinds import Kind, kind_of
from writing.files.names import clean_name
from writing.files.sentences import LARGE, UNSCANNED, VIRUS
from writing.models import StoredFile


def bring_file(*, actor: Reader, name: str, content: BinaryIO, size: int, look: Look = examine) -> StoredFile:
    """The operator's archive holds a file of SIZE bytes: it is checked and its bytes are kept. Raises NotTaken.

    The row is returned unsaved and without an owner: it is written in the transaction of the post that it stands in. If
    that never comes, the clock removes the bytes, to which no row belongs. LOOK is another way to look into many files.
    """
    require(can_bring_files, actor)
    name = clean_name(name)
    kind = _kind(name, size)
    stored = store.new_name()
    try:
        with store.part_anew(stored) as gathered, store.draft(stored) as written:
            _copy(content, gathered, name)
            anew = _checked(gathered, kind, written, name, look)
            digest = _digest(written if anew else gathered)
        kept = store.keep(stored, anew=anew)
    except BaseException:
        store.remove(stored)
        raise
    now = timezone.now()
    return StoredFile(
        name=name,
        media_type=kind.media_type,
        announced=size,
        received=size,
        size=kept,
        digest=digest,
        stored=stored,
        status=StoredFile.Status.READY,
        attached=True,
        created_at=now,
        scanned_at=now if scanner.is_on() else None,
    )


def look_at_file(*, actor: Reader, name: str, content: BinaryIO, size: int, look: Look = examine) -> None:
    """The same checks, and nothing is kept. Raises NotTaken."""
    require(can_bring_files, actor)
    name = clean_name(name)
    kind = _kind(name, size)
    with tempfile.TemporaryFile() as gathered, tempfile.TemporaryFile() as written:
        _copy(content, gathered, name)
        _checked(gathered, kind, written, name, look)


def _kind(name: str, size: int) -> Kind:
    kind = kind_of(name)
    if kind is None:
        raise NotTaken(faults.KIND, name)
    if size < 1:
        raise NotTaken(faults.EMPTY, name)
    if size > limits.LARGEST:
        raise NotTaken(LARGE, name)
    return kind


def _copy(content: BinaryIO, target: BinaryIO, name: str) -> None:
    # What was announced may not be what comes.
    left = limits.LARGEST
    while piece := content.read(limits.PIECE):
        left -= len(piece)
        if left < 0:
            raise NotTaken(LARGE, name)
        target.write(piece)
    target.flush()


def _checked(gathered: BinaryIO, kind: Kind, written: BinaryIO, name: str, look: Look) -> bool:
    fault, anew = look(gathered, kind, written)
    if fault:
        raise NotTaken(fault, name)
    if scanner.is_on():
        try:
            clean = scanner.is_clean(written if anew else gathered)
        except scanner.Unreachable:
            raise NotTaken(UNSCANNED, name) from None
        if not clean:
            raise NotTaken(VIRUS, name)
    return anew


def _digest(content: BinaryIO) -> str:
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
