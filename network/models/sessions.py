"""One row for each browser that is signed in: the session, whose it is, and how well it is proven."""

from django.db import models

from network.models.identity import Identified
from network.models.members import Member, Membership
from network.querysets import GuardedManager


class Session(Identified):
    """The browser holds the key, this row its SHA-256: a stolen table opens no session."""

    key_hash = models.CharField(max_length=64, unique=True)
    data = models.TextField()
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.CASCADE, related_name="sessions")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    # When a second factor was last shown (none: the password alone), and which kind it was.
    factor_at = models.DateTimeField(null=True, blank=True)
    factor_kind = models.CharField(max_length=12, blank=True)
    device = models.CharField(max_length=80, blank=True)
    # The network part of the address (IPv4 /24, IPv6 /48), never the whole address.
    place = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    # What a person did; sockets and autosave do not count.
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]
