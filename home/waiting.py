"""How much waits among one's notices: asked on every page, by a statement that is compiled once."""

from typing import Any

from forum.querysets.prepared import Prepared
from network.readers import Reader
from network.slots import Line
from notices.querysets.shown import unseen

MOST = 99

# A hundred and more are not counted out.
WAITING = Prepared(lambda reader: unseen(reader).order_by().values_list("pk")[: MOST + 1])


def waiting_notices(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """Return how many of READER's notices wait, of things that the reader may see now; nothing for none."""
    count = len(WAITING.rows(reader, ""))
    label = f"{MOST}+" if count > MOST else str(count)
    return {None: [Line(label=label, kind="waiting")] if count else []}
