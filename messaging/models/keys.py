"""Identities, their public keys, the log in which these stand, and what a member's own browsers need to open his."""

from django.db import models

from network.models import Body, Member
from network.querysets import GuardedManager


class Identity(models.Model):
    """A human being as others seal to him. Who moves to another State is another identity there.

    `wire` is the id of the protocol: 16 random bytes as hex. `gen` is the newest generation of keys, -1 before any.
    """

    wire = models.CharField(max_length=32, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    gen = models.IntegerField(default=-1)
    made_at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint(fields=["member", "body"], name="one_identity_a_state")]

    def __str__(self) -> str:
        return self.wire


class KeyEntry(models.Model):
    """One generation of an identity's public keys, as the bytes that were signed; `index` is its place in the log."""

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="entries", db_index=False)
    gen = models.PositiveIntegerField()
    raw = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64)
    ed_pk = models.BinaryField()
    reason = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity", "gen"], name="one_entry_a_generation")]


class KeyLog(models.Model):
    """The one log of an installation: its salt, its size, and the peaks of its tree, from which the root follows."""

    salt = models.BinaryField()
    size = models.PositiveBigIntegerField(default=0)
    peaks = models.BinaryField(default=bytes)

    objects = GuardedManager()


class Leaf(models.Model):
    """A leaf of the log, and the root of the tree when this leaf was its last. Never changed, never removed."""

    index = models.PositiveBigIntegerField(unique=True)
    raw = models.BinaryField()
    root = models.CharField(max_length=64)

    objects = GuardedManager()


class Blob(models.Model):
    """What a new browser of a member needs, sealed by him, and once more under a key outside the database."""

    identity = models.OneToOneField(Identity, on_delete=models.PROTECT, related_name="blob")
    sealed = models.TextField()
    version = models.PositiveBigIntegerField()
    changed_at = models.DateTimeField()

    objects = GuardedManager()
