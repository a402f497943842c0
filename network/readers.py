"""Who reads or acts when it is not a membership: a visitor who is not signed in, and the system itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from network.models import Membership


@dataclass(frozen=True)
class Visitor:
    """Somebody who is not signed in, or not completely: password alone is a visitor too."""


@dataclass(frozen=True)
class System:
    """A job or a command, for a stated reason. Only the files listed in tests/architecture may make one."""

    reason: str


# Whom a rule asks about; the system sees everything and is never asked.
Person = Union["Membership", Visitor]
Reader = Union["Membership", Visitor, System]


def as_system(reason: str) -> System:
    """Return the reader and actor of a job or command; REASON says in English why no person stands behind it."""
    return System(reason)
