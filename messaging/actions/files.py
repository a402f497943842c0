"""Sealed files on their way: announced, received piece by piece; the server counts bytes and opens nothing."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from messaging import store
from messaging.access import can_message, can_take_part, identity_of
from messaging.models import Conversation, Identity, SealedFile
from messaging.refusals import Refusal, refuse_unless
from messaging.wire.lengths import LARGEST, is_sealed_size
from network.guard import Refused, require
from network.models import Membership

PIECE = 1024 * 1024
# What one member keeps in all conversations, and how many he may have begun.
QUOTA = 2 * 1024 * 1024 * 1024
MOST_BEGUN = 30
# What nobody wrote after is removed.
LEFT_OVER = timedelta(hours=24)


@transaction.atomic
def begin_file(*, actor: Membership, conversation: Conversation, size: int) -> SealedFile:
    """A participant announces a file of SIZE sealed bytes; raises Refusal beyond his quota."""
    require(can_take_part, actor, conversation)
    refuse_unless(size <= LARGEST, "too-large")
    refuse_unless(is_sealed_size(size), "file-size")
    own = identity_of(actor)
    if own is None:
        raise Refused
    # One after the other, so that two at once cannot both find room for one.
    Identity.objects.select_for_update(no_key=True).get(pk=own.pk)
    files = SealedFile.objects.filter(uploader=own)
    refuse_unless(files.filter(received__lt=F("size")).count() < MOST_BEGUN, "files-begun")
    refuse_unless((files.aggregate(used=Sum("size"))["used"] or 0) + size <= QUOTA, "files-full")
    begun: SealedFile = SealedFile.objects.create(
        wire=secrets.token_hex(16),
        conversation=conversation,
        uploader=own,
        size=size,
        stored=store.new_name(),
        at=timezone.now(),
    )
    return begun


@transaction.atomic
def receive_piece(*, actor: Membership, file: SealedFile, offset: int, piece: bytes) -> int:
    """The uploader sends the PIECE that begins at OFFSET; return how many bytes there are. Twice is as once."""
    require(can_message, actor)
    own = identity_of(actor)
    held = SealedFile.objects.select_for_update().filter(pk=file.pk, uploader=own).first()
    if held is None:
        raise Refused
    refuse_unless(len(piece) <= PIECE, "too-large")
    # After a crash fewer bytes may lie on disk than were counted.
    received = min(held.received, store.gathered(held.stored))
    end = offset + len(piece)
    if end <= received:
        return received
    if offset != received or end > held.size:
        raise Refusal("file-offset", have=received)
    store.write_piece(held.stored, offset, piece, last=end == held.size)
    SealedFile.objects.filter(pk=held.pk).update(received=end)
    return end
