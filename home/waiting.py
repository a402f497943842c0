"""How much waits among one's notices and sealed messages: asked on every page, by statements that are compiled once."""

from functools import lru_cache
from typing import Any

from django.db.models import CharField, Value

from messaging.querysets.unread import places_with_unread
from network.prepared import Prepared
from network.readers import Reader
from network.slots import Line
from notices.querysets.shown import unlooked, unseen

MOST = 99

# First of what kinds there are any, for whoever has none and for those who hear of posts alone: the rule of everything
# that one can hear of is a statement of 23 kB.
# Beside them stands a row for each conversation with unread messages, so that these cost no statement of their own.
SEALED = "sealed"
KINDS = Prepared(lambda reader: unlooked(reader).union(_unread(reader), all=True))


def _unread(reader: Any) -> Any:
    return places_with_unread(reader).values_list(Value(SEALED, CharField()))


@lru_cache(maxsize=64)
def _waiting(labels: frozenset[str]) -> Prepared:
    # A hundred and more are not counted out.
    return Prepared(lambda reader: unseen(reader, labels).order_by().values_list("pk")[: MOST + 1])


def waiting(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """Return how many of READER's notices wait, of things that the reader may see now, and in how many conversations
    sealed messages do; nothing for none.
    """
    found = [label for (label,) in KINDS.rows(reader, "")]
    labels = frozenset(found) - {SEALED}
    notices = len(_waiting(labels).rows(reader, "")) if labels else 0
    counts = {"waiting": notices, SEALED: found.count(SEALED)}
    return {None: [Line(label=_label(count), kind=kind) for kind, count in counts.items() if count]}


def _label(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)
