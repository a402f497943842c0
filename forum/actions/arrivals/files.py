"""The files of an archive's mails: checked outside of any transaction, since looking into one takes a while."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from forum.arriving.archive import Refusal
from forum.arriving.letters import Enclosure, Letter
from network.guard import require
from network.readers import Reader
from writing.access import can_bring_files
from writing.actions.bringing import bring_file, look_at_file
from writing.actions.files import NotTaken
from writing.files.examiner import Look, examine
from writing.files.limits import AT_ONCE, MOST
from writing.files.sentences import MANY, UNSCANNED
from writing.models import StoredFile


@dataclass(frozen=True)
class Enclosed:
    """What became of the files of one mail: rows that are to be written, and those that were not taken."""

    files: tuple[StoredFile, ...] = ()
    refused: tuple[Refusal, ...] = ()


def keep_files(
    *, actor: Reader, letters: Collection[Letter], look: Look = examine, is_dry: bool = False
) -> list[Enclosed]:
    """Check the files of LETTERS and keep their bytes (IS_DRY: keep nothing); return what became of them, in order.

    Raises NotTaken when the virus scanner does not answer: then nothing can be said of any file.
    """
    require(can_bring_files, actor)
    taken = [(letter, one) for letter in letters for one in letter.enclosures[:MOST]]
    # Each file is looked at in a process of its own, and there is more than one processor.
    with ThreadPoolExecutor(AT_ONCE) as looking:
        found = iter(list(looking.map(lambda pair: _kept(actor, pair[1], look, is_dry), taken)))
    return [_enclosed(letter, [next(found) for _one in letter.enclosures[:MOST]]) for letter in letters]


def _enclosed(letter: Letter, found: list[StoredFile | str | None]) -> Enclosed:
    """Return what became of the files of LETTER: FOUND has the row or the fault of each but those that are too many."""
    faults = [one if isinstance(one, str) else "" for one in found]
    faults += [MANY] * (len(letter.enclosures) - len(found))
    return Enclosed(
        files=tuple(one for one in found if isinstance(one, StoredFile)),
        refused=tuple(
            Refusal(one.name, len(one.content), fault, letter.date)
            for one, fault in zip(letter.enclosures, faults, strict=True)
            if fault
        ),
    )


def _kept(actor: Reader, one: Enclosure, look: Look, is_dry: bool) -> StoredFile | str | None:
    """Return the row of a file that was kept, None for one that would be, or the fault for which it was not."""
    content, size = BytesIO(one.content), len(one.content)
    try:
        if is_dry:
            look_at_file(actor=actor, name=one.name, content=content, size=size, look=look)
            return None
        return bring_file(actor=actor, name=one.name, content=content, size=size, look=look)
    except NotTaken as fault:
        if fault.fault == UNSCANNED:
            raise
        return fault.fault
