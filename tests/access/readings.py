"""For whom each place of the code asks the rules, noted while a page or an address is tried.

What somebody opens is read as that somebody, and as the system only where it is said here. A rule that lets everybody
through who comes to a page would otherwise hide that the page asks it for somebody else, until one of the two changes.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import get_ident
from typing import Any

from network import querysets
from network.guard import filter_visible
from network.models import Membership
from network.readers import Reader, System

ROOT = Path(__file__).resolve().parents[2]
BETWEEN = ("site-packages", "network/querysets.py")

# Where a reading asks as the system while somebody waits for it, and why he sees no more by that.
AS_SYSTEM = {
    "forum/search/finding.py page": "of its rows it takes those that stand in `seen`, which the rule chose before",
}


@dataclass
class Readings:
    """What was asked for: the place in the code, as path and function, the model, and for which reader."""

    asked: set[tuple[str, str, Reader]] = field(default_factory=set)

    def as_system(self) -> set[str]:
        """Return the places that asked as the system, with the model, where nothing says why."""
        found = {f"{place} {model}" for place, model, reader in self.asked if isinstance(reader, System)}
        return {one for one in found if not one.startswith(("tests/", *AS_SYSTEM))}

    def members(self) -> set[Any]:
        """Return the memberships for which it was asked; of a statement compiled once the reader is nobody."""
        return {reader.pk for _place, _model, reader in self.asked if isinstance(reader, Membership) and reader.pk > 0}


@contextmanager
def noted() -> Iterator[Readings]:
    """Note what the code inside `with noted() as readings:` reads."""
    readings, here = Readings(), get_ident()

    def noting(rows: Any, reader: Reader) -> Any:
        # What another thread reads meanwhile, a worker for one, is its own.
        if get_ident() == here:
            readings.asked.add((_place(), rows.model.__name__, reader))
        return filter_visible(rows, reader)

    querysets.filter_visible = noting
    try:
        yield readings
    finally:
        querysets.filter_visible = filter_visible


@contextmanager
def reading_as_the_reader() -> Iterator[None]:
    """Fail where the code inside reads as the system, and nothing here says why."""
    with noted() as readings:
        yield
    assert readings.as_system() == set()


def _place() -> str:
    frame = sys._getframe(2)
    while any(part in frame.f_code.co_filename for part in BETWEEN) and frame.f_back:
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    return f"{path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name} {frame.f_code.co_name}"
