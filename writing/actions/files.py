"""Files on their way: begun, received piece by piece, checked, kept or refused; removed when nobody attached them."""

import hashlib
import os
from functools import partial
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Case, F, Sum, When
from django.utils import timezone

from network.guard import Refused, require
from network.models import Membership
from network.readers import Reader
from writing.access import can_clear_files, can_send_files
from writing.files import limits, scanner, store
from writing.files.examiner import examine
from writing.files.inside import faults
from writing.files.kinds import kind_of
from writing.files.names import clean_name
from writing.files.sentences import BEGUN, CHANGED, FULL, GONE, LARGE, UNSCANNED, VIRUS
from writing.models import StoredFile

Status = StoredFile.Status
# What is on its way, and may still be finished.
COMING = [Status.RECEIVING, Status.CHECKING]


class NotTaken(Exception):
    """The file is not taken: `fault` is a key of writing/files/sentences.py, `name` the file's."""

    def __init__(self, fault: str, name: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.name = name


class Elsewhere(Exception):
    """A piece does not follow on what has come: the next begins at `received`."""

    def __init__(self, received: int) -> None:
        super().__init__(received)
        self.received = received


@transaction.atomic
def begin_file(*, actor: Membership, name: str, size: int, digest: str = "") -> StoredFile:
    """A member announces a file of SIZE bytes. The same file (DIGEST, its SHA-256) begun before goes on where it was.

    Raises NotTaken when its name, its size or the member's quota already forbids it.
    """
    require(can_send_files, actor)
    name = clean_name(name)
    if kind_of(name) is None:
        raise NotTaken(faults.KIND, name)
    if size < 1:
        raise NotTaken(faults.EMPTY, name)
    if size > limits.LARGEST:
        raise NotTaken(LARGE, name)
    # One after the other, so that two at once cannot both find room for one.
    Membership.objects.select_for_update().get(pk=actor.pk)
    own = StoredFile.objects.filter(owner=actor)
    if digest:
        before: StoredFile | None = own.filter(
            status__in=[*COMING, Status.READY], attached=False, announced=size, digest=digest, name=name
        ).first()
        if before is not None:
            return before
    if own.filter(status__in=COMING).count() >= limits.MOST_BEGUN:
        raise NotTaken(BEGUN, name)
    if _used_by(actor) + size > limits.QUOTA:
        raise NotTaken(FULL, name)
    return StoredFile.objects.create(  # type: ignore[no-any-return]
        owner=actor, name=name, announced=size, digest=digest, stored=store.new_name(), created_at=timezone.now()
    )


@transaction.atomic
def receive_piece(*, actor: Membership, file: StoredFile, offset: int, piece: bytes) -> int:
    """The owner sends the PIECE which begins at OFFSET; returns how many bytes have come. Raises Elsewhere."""
    require(can_send_files, actor)
    file = _locked(actor, file)
    # After a crash fewer bytes may lie on disk than were counted.
    received = min(file.received, store.gathered(file.stored))
    if file.status != Status.RECEIVING or offset != received:
        raise Elsewhere(received)
    if offset + len(piece) > file.announced or len(piece) > 2 * limits.PIECE:
        raise NotTaken(CHANGED, file.name)
    store.write_piece(file.stored, offset, piece)
    file.received = offset + len(piece)
    file.save(update_fields=["received"])
    return file.received


def finish_file(*, actor: Membership, file: StoredFile) -> StoredFile:
    """The owner has sent all: the file is checked by its content, scanned, and kept; or refused, and its bytes removed.

    Raises NotTaken. While the scanner does not answer the file waits, and the owner asks again.
    """
    require(can_send_files, actor)
    with transaction.atomic():
        file = _locked(actor, file)
        if file.status == Status.READY:
            return file
        if file.status not in COMING:
            raise NotTaken(file.fault, file.name)
        if file.received != file.announced or store.gathered(file.stored) != file.announced:
            raise Elsewhere(min(file.received, store.gathered(file.stored)))
        file.status = Status.CHECKING
        file.save(update_fields=["status"])
    try:
        return _check(file)
    except NotTaken as fault:
        _give_up(file, fault.fault)
        raise


def receive_whole(*, actor: Membership, name: str, content: BinaryIO, size: int) -> StoredFile:
    """A member sends a whole file with a form, without scripts. Raises NotTaken."""
    require(can_send_files, actor)
    file = begin_file(actor=actor, name=name, size=size)
    content.seek(0)
    while piece := content.read(limits.PIECE):
        file.received = receive_piece(actor=actor, file=file, offset=file.received, piece=piece)
    try:
        return finish_file(actor=actor, file=file)
    except NotTaken as fault:
        if fault.fault == UNSCANNED:
            remove_file(actor=actor, file=file)
        raise


@transaction.atomic
def remove_file(*, actor: Membership, file: StoredFile) -> None:
    """The owner removes a file that stands in no post; one that does is taken out of its post instead."""
    require(can_send_files, actor)
    _erase(StoredFile.objects.filter(pk=file.pk, owner=actor))


@transaction.atomic
def clear_files(*, actor: Reader) -> int:
    """The clock removes what for a day neither post nor draft has, and bytes without a row; returns how many rows."""
    require(can_clear_files, actor)
    before = timezone.now() - limits.LEFT_OVER
    count = _erase(StoredFile.objects.filter(created_at__lt=before, draft=None))
    old = set(store.old_names(limits.LEFT_OVER.total_seconds()))
    for stored in old - set(StoredFile.objects.filter(stored__in=old).values_list("stored", flat=True)):
        transaction.on_commit(partial(store.remove, stored))
    return count


def _used_by(owner: Membership) -> int:
    """Return how many bytes OWNER has stored, or is sending: what was refused is not counted."""
    kept = StoredFile.objects.filter(owner=owner).exclude(status=Status.REFUSED)
    size = Case(When(status=Status.READY, then=F("size")), default=F("announced"))
    return kept.aggregate(used=Sum(size))["used"] or 0


def _locked(actor: Membership, file: StoredFile) -> StoredFile:
    found: StoredFile | None = StoredFile.objects.select_for_update().filter(pk=file.pk, owner=actor).first()
    if found is None or found.attached:
        raise Refused
    return found


def _check(file: StoredFile) -> StoredFile:
    kind = kind_of(file.name)
    if kind is None:
        raise NotTaken(faults.KIND, file.name)
    with store.part(file.stored).open("rb") as content, store.draft(file.stored) as written:
        if file.digest and file.digest != _digest(content):
            raise NotTaken(CHANGED, file.name)
        fault, anew = examine(content, kind, written)
        if fault:
            raise NotTaken(fault, file.name)
        if scanner.is_on():
            _scan(file, written if anew else content)
        digest = _digest(written if anew else content)
    size = store.keep(file.stored, anew=anew)
    now = timezone.now()
    said = {"status": Status.READY, "size": size, "digest": digest, "media_type": kind.media_type}
    said["scanned_at"] = now if scanner.is_on() else None
    if not StoredFile.objects.filter(pk=file.pk, status=Status.CHECKING).update(**said):
        # It was removed while it was looked at.
        store.remove(file.stored)
        raise NotTaken(GONE, file.name)
    for field, value in said.items():
        setattr(file, field, value)
    return file


def _scan(file: StoredFile, content: BinaryIO) -> None:
    try:
        clean = scanner.is_clean(content)
    except scanner.Unreachable:
        raise NotTaken(UNSCANNED, file.name) from None
    if not clean:
        raise NotTaken(VIRUS, file.name)


def _give_up(file: StoredFile, fault: str) -> None:
    """Refuse FILE for good, but not for what passes: then its bytes wait for the owner to ask again."""
    if fault == UNSCANNED:
        StoredFile.objects.filter(pk=file.pk, status=Status.CHECKING).update(status=Status.RECEIVING)
        return
    StoredFile.objects.filter(pk=file.pk).update(status=Status.REFUSED, fault=fault)
    store.remove(file.stored)


def _digest(content: Any) -> str:
    content.seek(0, os.SEEK_SET)
    return hashlib.file_digest(content, "sha256").hexdigest()


def _erase(files: Any) -> int:
    """Remove those of FILES that stand in no post: rows first, bytes when that is certain."""
    rows = list(files.filter(attached=False).select_for_update().values_list("pk", "stored"))
    StoredFile.objects.filter(pk__in=[pk for pk, _stored in rows], attached=False).delete()
    for _pk, stored in rows:
        transaction.on_commit(partial(store.remove, stored))
    return len(rows)
