"""Second factors: an authenticator's secret, sealed; recovery codes, hashed; and the reset of a lost one."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

from network.models.identity import Identified
from network.models.members import Member, Membership
from network.querysets import GuardedManager


class TotpFactor(Device):
    """A time-based code (RFC 6238, SHA-1, six digits, 30 seconds). The secret is sealed (network/sealing.py)."""

    secret = models.TextField()
    # The last time step whose code was accepted: neither it nor an earlier one is accepted again.
    last_step = models.BigIntegerField(default=-1)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()


class RecoveryCode(Device):
    """One of ten codes, shown once: Argon2 would be waste on 80 random bits, so an HMAC under the field key is kept."""

    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()


class FactorReset(Identified):
    """A lost second factor: asked by one secretariat official, confirmed by another, effective 24 hours later."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        CONFIRMED = "confirmed", _("confirmed")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="factor_resets")
    # None: the operator's break-glass command.
    asked_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    reason = models.TextField(blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(asked_by=models.F("confirmed_by")),
                name="a_reset_takes_two_officials",
            )
        ]
