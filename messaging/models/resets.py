"""Who lost words, sheet and passkey begins anew: asked by himself, agreed to by two officials, 72 hours later."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from messaging.models.keys import Identity
from network.models import Membership
from network.models.identity import Identified
from network.querysets import GuardedManager


class KeyReset(Identified):
    """Leave to register keys which the ones before do not sign. Nothing is done to the old ones until it is used."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        AGREED = "agreed", _("agreed by two officials")
        READY = "ready", _("in effect")
        DONE = "done", _("begun anew")
        STOPPED = "stopped", _("stopped")
        VOID = "void", _("void")
        LAPSED = "lapsed", _("not used in time")

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="resets")
    asked_at = models.DateTimeField()
    # For the two officials; erased when it is over.
    reason = models.TextField(blank=True)
    first_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    # 72 hours after the second official agreed.
    effective_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)

    # Whether nobody stands behind the identity any more, where a page asked for all at once; no column.
    ended: bool | None = None

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(first_by=F("second_by")), name="a_new_start_takes_two_officials"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["agreed", "ready", "done"])
                | Q(first_by__isnull=False, second_by__isnull=False, effective_at__isnull=False),
                name="no_new_start_before_both_agreed",
            ),
            models.UniqueConstraint(
                fields=["identity"],
                condition=Q(status__in=["asked", "agreed", "ready"]),
                name="one_new_start_at_a_time",
            ),
        ]


OPEN = (KeyReset.Status.ASKED, KeyReset.Status.AGREED, KeyReset.Status.READY)
