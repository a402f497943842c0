"""The offices: central authorities, designated under a treaty, and competent authorities, which ask or execute."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models.bodies import Body
from network.models.identity import Dated, Identified
from network.names import Names, in_language
from network.querysets import GuardedManager


def working_week() -> list[int]:
    return [5, 6]


class Authority(Identified, Dated):
    """An office of a body. A renaming, merger or succession is a new row named by `succeeded_by`, never an edit."""

    class Kind(models.TextChoices):
        CENTRAL = "central", _("central authority")
        COMPETENT = "competent", _("competent authority")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="authorities")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    names: "models.JSONField[Names, Names]" = models.JSONField()
    zone = models.CharField(max_length=64, default="UTC")
    # Office hours on a working day, in the zone.
    opens = models.TimeField(default=time(9))
    closes = models.TimeField(default=time(17))
    # Days without work, Monday is 0.
    weekend: "models.JSONField[list[int], list[int]]" = models.JSONField(default=working_week)
    succeeded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    objects = GuardedManager()

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.public_id

    @property
    def name(self) -> str:
        return in_language(self.names)
