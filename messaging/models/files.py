"""Sealed files: bytes that nobody here opens, under random names in a folder of their own."""

from django.db import models
from django.db.models import Q

from messaging.models.conversations import Conversation
from messaging.models.keys import Identity
from network.querysets import GuardedManager


class SealedFile(models.Model):
    """A file on its way into a conversation, or in it: others may fetch it once its sender has written after it."""

    wire = models.CharField(max_length=32, unique=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="files", db_index=False)
    uploader = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    stored = models.CharField(max_length=64, unique=True)
    # The sender's first envelope after the file was complete.
    released_seq = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "uploader"], condition=Q(released_seq=None), name="files_to_release"),
            models.Index(fields=["at"], name="sealed_files_by_age"),
        ]
