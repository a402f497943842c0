"""What has happened here: somebody's notices are others than a moment ago."""

from dataclasses import dataclass
from typing import ClassVar

from live.events import Event
from notices.models import Notice


@dataclass(frozen=True)
class NoticesChanged(Event):
    """Something waits for a member, or was looked at: told to that member alone, whose browser asks how much."""

    kind: ClassVar[str] = "notices_changed"

    @classmethod
    def of(cls, notice: Notice) -> "NoticesChanged":
        return cls(thing=notice, ids={"notice": notice.public_id})
