"""How much waits among one's notices: asked on every page, by statements that are compiled once."""

from functools import lru_cache
from typing import Any

from forum.querysets.prepared import Prepared
from network.readers import Reader
from network.slots import Line
from notices.querysets.shown import unlooked, unseen

MOST = 99

# First of what kinds there are any, for whoever has none and for those who hear of posts alone: the rule of everything
# that one can hear of is a statement of 23 kB.
KINDS = Prepared(unlooked)


@lru_cache(maxsize=64)
def _waiting(labels: frozenset[str]) -> Prepared:
    # A hundred and more are not counted out.
    return Prepared(lambda reader: unseen(reader, labels).order_by().values_list("pk")[: MOST + 1])


def waiting_notices(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """Return how many of READER's notices wait, of things that the reader may see now; nothing for none."""
    labels = frozenset(label for (label,) in KINDS.rows(reader, ""))
    count = len(_waiting(labels).rows(reader, "")) if labels else 0
    label = f"{MOST}+" if count > MOST else str(count)
    return {None: [Line(label=label, kind="waiting")] if count else []}
