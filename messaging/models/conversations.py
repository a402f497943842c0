"""Conversations as the server knows them: who, when, in which order, how large; and bytes that it cannot open."""

from django.db import models
from django.db.models import Q

from messaging.models.keys import Identity
from network.querysets import GuardedManager


class Conversation(models.Model):
    """Whoever writes holds its row: entries are numbered one after the other, and receipts are a chain."""

    wire = models.CharField(max_length=32, unique=True)
    suite = models.PositiveIntegerField()
    # Days; 0: kept until somebody ends the hold.
    retention = models.PositiveIntegerField()
    # The newest epoch: its number, the hash of its record, and the record's number among the entries.
    epoch = models.PositiveIntegerField(default=0)
    record = models.CharField(max_length=64)
    record_seq = models.PositiveBigIntegerField(default=1)
    last_seq = models.PositiveBigIntegerField(default=0)
    last_receipt = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["-last_at", "-id"], name="conversations_newest")]

    def __str__(self) -> str:
        return self.wire

    @property
    def notices(self) -> str:
        """The group of the notices that something waits in it: they go when it has been read."""
        return f"messages:{self.pk}"


class Participant(models.Model):
    """An identity in a conversation, from the record that added it to the one that leaves it out."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants", db_index=False
    )
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    # The generation to which the newest epoch is sealed.
    gen = models.PositiveIntegerField()
    joined_seq = models.PositiveBigIntegerField()
    # From which entry on it may read: 1 with the history, else the record that added it.
    readable_from = models.PositiveBigIntegerField()
    left_seq = models.PositiveBigIntegerField(null=True)
    removed_seq = models.PositiveBigIntegerField(null=True)
    # Of its own envelopes here, through all epochs.
    counter = models.PositiveBigIntegerField(default=0)
    last_own = models.CharField(max_length=64)
    delivered = models.PositiveBigIntegerField(default=0)
    read = models.PositiveBigIntegerField(default=0)
    # Up to which entry the member was told that something waits.
    told = models.PositiveBigIntegerField(default=0)

    # Whether nobody stands behind the identity any more, where `is_ended` was asked for; no column.
    ended: bool

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "identity"], condition=Q(removed_seq=None), name="once_in_a_conversation"
            )
        ]


class Entry(models.Model):
    """One thing of a conversation under its number. `kind` is the type byte; `raw` is gone when the time is over."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="entries", db_index=False)
    seq = models.PositiveBigIntegerField()
    kind = models.PositiveSmallIntegerField()
    raw = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    receipt = models.BinaryField()
    tombstone = models.BinaryField(null=True)
    sender = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    # Of envelopes: the sender's counter, and whether it is a message (1) or a title (2).
    counter = models.PositiveBigIntegerField(null=True)
    part = models.PositiveSmallIntegerField(default=0)
    epoch = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["at"], condition=Q(tombstone=None, kind__in=[4, 8]), name="entries_to_erase")]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="one_entry_a_number"),
            models.UniqueConstraint(fields=["conversation", "digest"], name="the_same_bytes_once"),
            models.UniqueConstraint(
                fields=["conversation", "sender", "counter"], condition=~Q(counter=None), name="one_envelope_a_count"
            ),
        ]


class Wrap(models.Model):
    """An epoch's key, sealed to one member."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="wraps", db_index=False)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "identity"], name="one_wrap_a_member")]
