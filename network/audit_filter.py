"""What a reader looks for in the record of acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class AuditFilter:
    """What a reader looks for; empty parts ask for nothing. `until` is excluded."""

    act: str = ""
    since: datetime | None = None
    until: datetime | None = None
    authority_id: int | None = None
    network_id: int | None = None
    # The same as it stands in an address.
    query: Mapping[str, str] = field(default_factory=dict)

    def conditions(self) -> dict[str, Any]:
        wanted = {
            "act": self.act or None,
            "at__gte": self.since,
            "at__lt": self.until,
            "authority_id": self.authority_id,
            "network_id": self.network_id,
        }
        return {name: value for name, value in wanted.items() if value is not None}
