"""An archive as a whole: where its messages stand, which thread each belongs to, in what order they are brought."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import BinaryIO

from forum.arriving.letters import Letter, envelope_date, head_of
from forum.arriving.mbox import LONGEST, Place, message_at, places
from forum.arriving.threads import NONE, parents, roots

# Messages of one transaction: a stopped import loses at most these, and the next one brings them.
AT_ONCE = 400
# And so many bytes of them, or a single one that is longer: their files are in memory together.
AT_ONCE_BYTES = 12 * 1024 * 1024
# Of a head, so many bytes are looked at before the threads are known.
HEAD = 256 * 1024
MOST_ANSWERS = 30
# Faults of a head, which are counted when the archive is read.
OF_HEADS = frozenset({"no_identifier", "no_date", "no_author"})

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Refusal:
    """A file that was not kept: `fault` is a key of writing/files/sentences.py; `date` is of its mail."""

    name: str
    size: int
    fault: str
    date: datetime | None


@dataclass
class Report:
    """What an import found and did; `faults` count messages by what was not as it should be.

    `on_refusal` hears of each file that was not kept; of hundreds of thousands nothing is gathered but the counts.
    """

    messages: int = 0
    new: int = 0
    known: int = 0
    topics: int = 0
    orphans: int = 0
    enclosures: int = 0
    kept: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    on_refusal: Callable[[Refusal], None] = lambda refusal: None

    def count(self, letter: Letter, refused: Sequence[Refusal]) -> None:
        """Count a new LETTER, its files, and those of them that were REFUSED."""
        self.enclosures += len(letter.enclosures)
        self.kept += len(letter.enclosures) - len(refused)
        self.faults.update(set(letter.faults) - OF_HEADS)
        for one in refused:
            self.refused[one.fault] += 1
            self.on_refusal(one)


@dataclass
class Archive:
    """Where each message stands and what it answers; a few hundred bytes a message."""

    places: list[Place] = field(default_factory=list)
    # By its Message-ID, "" for none, or where another has it.
    keys: list[str] = field(default_factory=list)
    # By what it is known when it comes again: its key, else a digest of all that it says.
    known_by: list[str] = field(default_factory=list)
    answers: list[tuple[str, ...]] = field(default_factory=list)
    dates: list[float] = field(default_factory=list)
    # Which message each answers, NONE for none.
    above: list[int] = field(default_factory=list)


def read_archive(archive: BinaryIO, report: Report, progress: Progress) -> Archive:
    """Return where the messages of ARCHIVE stand and what each answers; counts them in REPORT.

    Of messages that are the same byte by byte, as lists and mailboxes deliver them twice, the first is taken.
    """
    index = Archive()
    seen: dict[str, int] = {}
    last = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
    archive.seek(0)
    # The places are found by reading on; each message is read by going back, so the two take turns.
    for place, envelope in list(places(archive)):
        head = head_of(message_at(archive, Place(place.offset, min(place.length, HEAD))))
        report.messages += 1
        key = known_by = _digest(head.key) if head.key else ""
        if not key or key in seen:
            raw = message_at(archive, place)
            known_by = blake2b(raw, digest_size=16).hexdigest()
            if known_by in seen or (key and raw == message_at(archive, index.places[seen[key]])):
                report.faults["copy"] += 1
                continue
            report.faults["same_identifier"] += bool(key)
            key = ""
        date = head.date or envelope_date(envelope)
        last = date.timestamp() if date else last
        number = len(index.places)
        seen[known_by] = number
        index.places.append(place)
        index.keys.append(key)
        index.known_by.append(known_by)
        index.answers.append(tuple(_digest(one) for one in head.answers[:MOST_ANSWERS]))
        index.dates.append(last)
        report.faults.update(head.faults)
        if place.length > LONGEST:
            report.faults["cut"] += 1
        if report.messages % 1_000 == 0:
            progress("read", report.messages)
    index.above = parents(index.keys, index.answers)
    report.orphans = sum(bool(asked) and above == NONE for asked, above in zip(index.answers, index.above, strict=True))
    return index


def _digest(key: str) -> str:
    """Return a short name for a Message-ID, equal for equal ones: whole ones would fill the memory."""
    return blake2b(key.encode("utf-8", "replace"), digest_size=12).hexdigest()


def threads_of(index: Archive) -> Iterator[list[int]]:
    """Yield each thread: its messages, a parent before what answers it, else by date."""
    together: dict[int, list[int]] = {}
    found = index.above
    for number, first in enumerate(roots(found)):
        together.setdefault(first, []).append(number)
    for first in sorted(together, key=lambda number: (index.dates[number], number)):
        numbers = together.pop(first)
        when: dict[int, float] = {}
        for number in _downwards(numbers, found):
            above = when.get(found[number])
            when[number] = index.dates[number] if above is None else max(index.dates[number], above)
        depth = {number: place for place, number in enumerate(_downwards(numbers, found))}
        yield sorted(numbers, key=lambda number: (when[number], depth[number]))


def _downwards(numbers: Sequence[int], found: Sequence[int]) -> list[int]:
    """Return NUMBERS with each parent before what answers it."""
    below: dict[int, list[int]] = {}
    first = []
    for number in numbers:
        if found[number] == NONE:
            first.append(number)
        else:
            below.setdefault(found[number], []).append(number)
    ordered, waiting = [], first[::-1]
    while waiting:
        number = waiting.pop()
        ordered.append(number)
        waiting += below.get(number, [])[::-1]
    return ordered


def batches(threads: Iterator[list[int]], index: Archive) -> Iterator[list[list[int]]]:
    """Yield THREADS together, so many that their messages make one transaction.

    A thread of thousands is brought in portions, each of which finds the ones before it.
    """
    batch: list[list[int]] = []
    count = size = 0
    for thread in threads:
        batch.append([])
        for number in thread:
            length = index.places[number].length
            if count and (count >= AT_ONCE or size + length > AT_ONCE_BYTES):
                yield [piece for piece in batch if piece]
                batch, count, size = [[]], 0, 0
            batch[-1].append(number)
            count, size = count + 1, size + length
    if count:
        yield [piece for piece in batch if piece]
