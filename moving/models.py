"""A network's export: asked for by a coordinator, decided by a second official, written by a job, fetched, removed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Membership, Network
from network.models.identity import Identified
from network.querysets import GuardedManager


class NetworkExport(Identified):
    """What one coordinator may see of a network, as one file. It lies under the random name `stored`."""

    class Status(models.TextChoices):
        ASKED = "asked", _("waiting for a second official")
        DECLINED = "declined", _("declined")
        TAKEN_BACK = "taken_back", _("taken back")
        WRITING = "writing", _("being written")
        READY = "ready", _("ready")
        STOPPED = "stopped", _("stopped")
        REMOVED = "removed", _("removed")

    class Fault(models.TextChoices):
        """Why one was stopped."""

        ROLE = "role", _("Who asked or who approved has no such office any more.")
        WITHDRAWN = "withdrawn", _("Something in it was withdrawn since: erased, hidden, moved, or read by fewer now.")
        BROKEN = "broken", _("It could not be written. Ask for it again; if that does not help, tell the operator.")

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # Why it was declined.
    answer = models.CharField(max_length=500, blank=True)
    # Topics written, of how many: what the page shows as progress.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # When the job began to read: what is withdrawn later may stand in the file.
    began_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    stored = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    fault = models.CharField(max_length=10, choices=Fault.choices, blank=True)
    # There is no file any more, or there never will be.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "asked_by"],
                condition=Q(status__in=["asked", "writing"]),
                name="one_open_export_of_a_coordinator",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")), name="export_takes_two"
            ),
        ]
        indexes = [
            models.Index(fields=["network", "asked_at"], name="exports_of_network"),
            models.Index(fields=["status"], condition=Q(ended_at=None), name="exports_running"),
        ]

    def __str__(self) -> str:
        return self.public_id
