"""Single-use links that reach a member by mail: a forgotten password, a new address."""

from django.db import models

from network.models.identity import Identified
from network.models.members import Member
from network.querysets import GuardedManager


class PasswordReset(Identified):
    """Thirty minutes, single use; it sets a password only after the second factor."""

    # None: for an address that is nobody's, and for every address until the letter leaves. Such a link opens nothing.
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.CASCADE, related_name="password_resets")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()


class EmailChange(Identified):
    """Confirmed at the new address, told to the old, effective 24 hours after the confirmation."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="email_changes")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()
