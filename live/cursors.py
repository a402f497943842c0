"""Where a browser stopped listening, sealed for its membership: gaps and length would tell what it may not see."""

from datetime import UTC, datetime, timedelta
from typing import Any

from network.models import Membership
from network.sealing import Unsealable, seal, unseal

PURPOSE = "live-cursor"

# By how much the clocks of two machines may differ. What happened within it comes twice, and does no harm: a browser
# asks for what follows the last thing on its page.
CLOCKS = timedelta(seconds=2)


def after_number(seq: int, public_id: str) -> str:
    """Return the cursor of the membership PUBLIC_ID that has heard everything up to SEQ."""
    return seal(PURPOSE, b"n" + seq.to_bytes(8, "big"), public_id)


def after_moment(moment: datetime, public_id: str) -> str:
    """Return the cursor of the membership PUBLIC_ID that has seen everything committed before MOMENT."""
    return seal(PURPOSE, b"t" + int(moment.timestamp() * 1000).to_bytes(8, "big"), public_id)


def live_cursor(request: Any) -> str:
    """Return the cursor for a page: it has seen what was there when its reading began. Asks the database nothing.

    A row is numbered after its commit, so that whatever the page could not see is numbered after `request.began`.
    """
    reader = request.reader
    return after_moment(request.began - CLOCKS, reader.public_id) if isinstance(reader, Membership) else ""


def opened(cursor: str, public_id: str) -> int | datetime | None:
    """Return the number or the moment in CURSOR, or None: forged, another membership's, or from before a lost key."""
    try:
        text = unseal(PURPOSE, cursor, public_id)
    except Unsealable:
        return None
    value = int.from_bytes(text[1:], "big")
    return value if text[:1] == b"n" else datetime.fromtimestamp(value / 1000, UTC)
