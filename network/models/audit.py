"""The append-only record of acts, chained by hash; personal text stands in a side row that can be erased."""

from django.db import models

from network.models.members import Membership
from network.models.networks import Network
from network.querysets import GuardedManager


class AuditEntry(models.Model):
    """One act: identifiers and salted commitments only. `seq` counts from 1 without a gap."""

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    # None: the system, for the reason given in the text.
    actor = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=22)
    # Whom it concerns, for those who may read a part of the log.
    authority = models.ForeignKey("network.Authority", null=True, on_delete=models.PROTECT, related_name="+")
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=12)
    commitment = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = GuardedManager()

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["authority", "seq"]),
            models.Index(fields=["network", "seq"]),
            models.Index(fields=["act", "seq"]),
        ]


class AuditText(models.Model):
    """The words of an act, e.g. a reason. Erasing the row leaves the commitment, and so the chain, whole."""

    entry = models.OneToOneField(AuditEntry, on_delete=models.CASCADE, related_name="text")
    salt = models.CharField(max_length=64)
    words = models.TextField()

    objects = GuardedManager()


class ReadEntry(models.Model):
    """One page read during a visit of the secretariat: which, when, by whom."""

    visit = models.ForeignKey("network.Visit", on_delete=models.PROTECT, related_name="reads")
    at = models.DateTimeField()
    route = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=22, blank=True)

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["visit", "at"])]
