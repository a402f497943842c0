"""Where a page of posts or topics begins, as its address says it; what cannot be read is the beginning."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from forum.models.posts import DEEPEST, SEGMENT
from forum.querysets.lists import Key
from forum.querysets.threads import Direction, View

PATH = re.compile(rf"(?:[0-9]{{{SEGMENT}}}){{1,{DEEPEST}}}", re.ASCII)
# Numbers that a column of the database can hold.
SEQ = re.compile(r"[0-9]{1,9}", re.ASCII)
LIST_KEY = re.compile(r"([01])\.([0-9]{1,17})\.([0-9]{1,18})", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def list_key(text: str) -> Key | None:
    """Return the place in a list that TEXT names, or None."""
    match = LIST_KEY.fullmatch(text)
    if match is None:
        return None
    try:
        moment = EPOCH + timedelta(microseconds=int(match[2]))
    except OverflowError:
        return None
    return Key(pinned=match[1] == "1", last_post_at=moment, pk=int(match[3]))
