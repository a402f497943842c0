"""Where a page of posts or topics begins, as its address says it; what cannot be read is the beginning."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from forum.models.posts import DEEPEST, SEGMENT
from forum.querysets.lists import Key
from forum.querysets.threads import Direction, View
from network.models import Membership
from network.sealing import Unsealable, seal, unseal

PATH = re.compile(rf"(?:[0-9]{{{SEGMENT}}}){{1,{DEEPEST}}}", re.ASCII)
# Numbers that a column of the database can hold.
SEQ = re.compile(r"[0-9]{1,9}", re.ASCII)
LIST = "page/topics"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ThreadCursor:
    view: View = "nested"
    direction: Direction = "after"
    key: str = ""

    @property
    def is_start(self) -> bool:
        return self.direction == "after" and not self.key

    def query(self, direction: str = "", key: str = "") -> str:
        """Return the query of the address in the same view, from another place."""
        asked = ({"view": "flat"} if self.view == "flat" else {}) | ({direction: key} if direction else {})
        return "?" + urlencode(asked) if asked else ""


def thread_cursor(query: Mapping[str, str]) -> ThreadCursor:
    """Return the cursor in an address: ?view=flat, and one of after, before, from (a path or number), end."""
    view: View = "flat" if query.get("view") == "flat" else "nested"
    if "end" in query:
        return ThreadCursor(view, "before")
    direction: Direction
    for direction in ("from", "after", "before"):
        key = query.get(direction, "")
        if (PATH if view == "nested" else SEQ).fullmatch(key):
            return ThreadCursor(view, direction, key)
    return ThreadCursor(view)


def list_key(sealed: str, reader: Membership) -> Key | None:
    """Return the place in a list that SEALED names, or None: it was not made here for READER."""
    try:
        pinned, moment, pk = unseal(LIST, sealed, reader.public_id).split(b".")
    except (Unsealable, ValueError):
        return None
    return Key(pinned == b"1", EPOCH + int(moment) * MICROSECOND, int(pk))


def sealed_list_key(key: Key, reader: Membership) -> str:
    """Return KEY for an address: sealed, since a number that counts says how much there is that READER may not see."""
    told = f"{int(key.pinned)}.{(key.moment - EPOCH) // MICROSECOND}.{key.pk}"
    return seal(LIST, told.encode(), reader.public_id)
