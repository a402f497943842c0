"""What is past its time is erased by the clock: envelopes, grants, wraps, files; what stays are signed tombstones."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from messaging import store
from messaging.access import can_clear_messages
from messaging.actions.files import LEFT_OVER
from messaging.keeping import signed
from messaging.models import Conversation, Entry, SealedFile, Wrap
from messaging.times import milliseconds
from messaging.wire.envelope import ENVELOPE
from messaging.wire.epoch import EPOCH, RETENTIONS
from messaging.wire.passing import GRANT
from messaging.wire.receipt import tombstone_body
from network.guard import require
from network.readers import Reader

# Entries of one run in one conversation, and conversations of one run; the clock comes again.
AT_ONCE, CONVERSATIONS = 500, 200
# No client shall think that something went too soon.
MARGIN = timedelta(hours=1)
ERASED = [ENVELOPE, GRANT]


def erase_old_messages(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock erases what conversations keep no longer, and returns how many entries that were.

    Each conversation is a transaction of its own, so that a run which dies has done what it did. Records of epochs and
    leaves stay, with all receipts: who was in it, and in which order, is proven without a word of what was said.
    """
    require(can_clear_messages, actor)
    now = now or timezone.now()
    return sum(_erase(pk, _limit(days, now), now) for days in sorted(RETENTIONS - {0}) for pk in _due(days, now))


@transaction.atomic
def clear_left_over_files(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock removes files which their sender has not written after for a day; returns how many."""
    require(can_clear_messages, actor)
    before = (now or timezone.now()) - LEFT_OVER
    return _remove(list(SealedFile.objects.select_for_update().filter(released_seq=None, at__lt=before)))


def _limit(days: int, now: datetime) -> datetime:
    return now - timedelta(days=days) - MARGIN


def _due(days: int, now: datetime) -> list[int]:
    old = Entry.objects.filter(kind__in=ERASED, tombstone=None, at__lt=_limit(days, now), conversation__retention=days)
    return list(old.order_by().values_list("conversation", flat=True).distinct()[:CONVERSATIONS])


@transaction.atomic
def _erase(pk: int, limit: datetime, now: datetime) -> int:
    conversation: Conversation = Conversation.objects.select_for_update().get(pk=pk)
    old = Entry.objects.filter(conversation=conversation, kind__in=ERASED, tombstone=None, at__lt=limit)
    entries = list(old.only("seq", "digest").order_by("seq")[:AT_ONCE])
    for entry in entries:
        body = tombstone_body(conversation.wire, entry.seq, entry.digest, milliseconds(now))
        entry.tombstone, entry.raw = signed("tombstone", body), None
    Entry.objects.bulk_update(entries, ["tombstone", "raw"], batch_size=100)
    # An epoch's key goes with its last envelope: all of these are older than the record that closed it.
    newer = Entry.objects.filter(conversation=conversation, kind=EPOCH, at__lt=limit).order_by("-epoch")
    closing = newer.values_list("epoch", flat=True).first()
    if closing is not None and len(entries) < AT_ONCE:
        Wrap.objects.filter(entry__conversation=conversation, entry__epoch__lt=closing).delete()
    # A file goes with the message that released it, and not before: it may have been sent long before that was.
    released = Entry.objects.filter(conversation=conversation, seq=OuterRef("released_seq"), tombstone__isnull=False)
    _remove(list(SealedFile.objects.filter(Exists(released), conversation=conversation)))
    return len(entries)


def _remove(files: list[SealedFile]) -> int:
    SealedFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    for file in files:
        transaction.on_commit(partial(store.remove, file.stored))
    return len(files)
