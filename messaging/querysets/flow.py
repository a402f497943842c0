"""The order of a conversation that `visible_to` has found: numbers and receipts, even of what is not to be read."""

from typing import Any

from django.db.models import Count, OuterRef

from messaging.models import Conversation, Entry
from messaging.wire.envelope import MESSAGE, TITLE


def numbered(conversation: Conversation, *, after: int | None, before: int | None, limit: int) -> list[Any]:
    """Return (seq, kind, receipt, tombstone) of at most LIMIT entries and one more, ascending.

    A newcomer gets the receipts of what he may not read: they are one chain. No bytes of an object are among them.
    """
    rows = Entry.objects.filter(conversation=conversation)
    columns = ("seq", "kind", "receipt", "tombstone")
    if before is not None and after is None:
        return list(rows.filter(seq__lt=before).order_by("-seq").values_list(*columns)[: limit + 1])[::-1]
    return list(rows.filter(seq__gt=after or 0).order_by("seq").values_list(*columns)[: limit + 1])


def titles() -> Any:
    """Return, for a query over conversations with `readable_from`, the titles of each, the newest first."""
    # Of what he may read: a newcomer without history does not get the title from before.
    titles = Entry.objects.filter(
        conversation=OuterRef("pk"), part=TITLE, tombstone=None, seq__gte=OuterRef("readable_from")
    )
    return titles.order_by("-seq")


def unread(own: int | None) -> Any:
    """Return the same for how many messages of others than OWN stand behind `mine`, up to which the reader has read."""
    messages = Entry.objects.filter(
        conversation=OuterRef("pk"),
        part=MESSAGE,
        tombstone=None,
        seq__gt=OuterRef("mine"),
        seq__gte=OuterRef("readable_from"),
    ).exclude(sender=own)
    return messages.order_by().values("conversation").annotate(count=Count("pk")).values("count")
