"""Bringing the archive of a mailing list into a forum: threads as they were, and twice the same changes nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from django.db import transaction

from forum.access.arriving import can_import
from forum.actions.arrivals.files import Enclosed, keep_files
from forum.actions.arrivals.writer import UNKNOWN, Writer
from forum.arriving.archive import Archive, Progress, Report, batches, read_archive, threads_of
from forum.arriving.letters import Letter, letter_of, without_files
from forum.arriving.mbox import message_at
from forum.arriving.portions import portions_of
from forum.arriving.threads import NONE
from forum.models import Forum, Post, Topic
from forum.querysets.arrivals import arrived, find_authors
from network import audit
from network.guard import require
from network.readers import Reader
from network.sealing import keyed_hash
from writing.files.examiner import Look, standing


@dataclass(frozen=True)
class Batch:
    """Messages of one transaction: by which name each is known, and of the new ones what they say and brought along."""

    threads: list[list[int]]
    names: dict[int, str]
    letters: dict[int, Letter]
    enclosed: dict[int, Enclosed]


def import_archive(
    *,
    actor: Reader,
    forum: Forum,
    archive: BinaryIO,
    language: str = "en",
    is_dry: bool = False,
    progress: Progress = lambda what, count: None,
    report: Report | None = None,
) -> Report:
    """The operator brings ARCHIVE (mbox, opened for reading bytes, seekable) into FORUM; each thread is a topic.

    Authors are found by their addresses; who is no member becomes a former correspondent without one. IS_DRY reads and
    counts, and writes nothing. What was brought before is not brought again, and what was added to a thread joins it.
    Raises NotTaken when the virus scanner does not answer; what was brought until then stays, and the next import
    brings the rest.
    """
    require(can_import, actor, forum)
    report = report or Report()
    index = read_archive(archive, report, progress)
    # Who wrote, by address: kept for this run alone.
    writers: dict[str, int] = {}
    with standing() as look:
        for threads in batches(threads_of(index), index):
            batch = _read(actor, archive, index, threads, forum, look, is_dry)
            if is_dry:
                _count(batch, report)
            else:
                with transaction.atomic():
                    brought = report.new
                    _write(index, batch, forum, language, writers, report)
                    if report.new and not brought:
                        audit.record(
                            "archive_imported", actor=actor, subject=forum, duty="content", network=forum.network
                        )
            progress("written", report.new + report.known)
    return report


def _name(forum: Forum, index: Archive, number: int) -> str:
    """Return the key by which a message is known in the forum."""
    return keyed_hash("arrival", f"{forum.pk}:{index.known_by[number]}")[:43]


def _read(
    actor: Reader,
    archive: BinaryIO,
    index: Archive,
    threads: list[list[int]],
    forum: Forum,
    look: Look,
    is_dry: bool,
) -> Batch:
    """Read the messages of THREADS that have not come before, and check their files: all that takes its time."""
    numbers = [number for thread in threads for number in thread]
    names = {number: _name(forum, index, number) for number in numbers}
    before = arrived(forum, names.values())
    new = [number for number in numbers if names[number] not in before]
    letters = {number: letter_of(message_at(archive, index.places[number])) for number in new}
    kept = keep_files(actor=actor, letters=letters.values(), look=look, is_dry=is_dry)
    enclosed = dict(zip(letters, kept, strict=True))
    return Batch(threads, names, {number: without_files(letter) for number, letter in letters.items()}, enclosed)


def _count(batch: Batch, report: Report) -> None:
    for thread in batch.threads:
        new = [number for number in thread if number in batch.letters]
        report.new += len(new)
        report.known += len(thread) - len(new)
        report.topics += len(new) == len(thread)
        for number in new:
            report.count(batch.letters[number], batch.enclosed[number].refused)


def _write(
    index: Archive,
    batch: Batch,
    forum: Forum,
    language: str,
    writers: dict[str, int],
    report: Report,
) -> None:
    found, names, letters = index.above, batch.names, batch.letters
    # A parent may have come in an earlier portion.
    above = {
        found[number]: _name(forum, index, found[number])
        for number in names
        if found[number] != NONE and found[number] not in names
    }
    before = arrived(forum, [*names.values(), *above.values()])
    report.known += len(names) - len(letters)
    find_authors((letter.address or UNKNOWN for letter in letters.values()), writers)
    posts: dict[int, Post] = {number: before[name] for number, name in {**names, **above}.items() if name in before}
    portions = {number: portions_of(letter) for number, letter in letters.items()}
    writer = Writer(forum, language, writers, report, len(batch.threads), sum(len(one) for one in portions.values()))
    for thread in batch.threads:
        topic: Topic | None = None
        for number in (number for number in thread if number in letters):
            letter, parent = letters[number], posts.get(found[number])
            at = datetime.fromtimestamp(index.dates[number], UTC)
            topic = topic or writer.topic(letter, at, parent)
            posts[number] = writer.post(
                topic, letter, at, portions[number], parent, names[number], batch.enclosed[number]
            )
    writer.finish()
