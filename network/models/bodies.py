"""States, territories and organizations: data with history, never constants in code."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models.identity import Identified
from network.names import Names, in_language
from network.querysets import GuardedManager


class Body(Identified):
    class Kind(models.TextChoices):
        STATE = "state", _("State")
        TERRITORY = "territory", _("Territory")
        ORGANIZATION = "organization", _("Organization")

    key = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    alpha2 = models.CharField(max_length=2, blank=True)
    alpha3 = models.CharField(max_length=3, blank=True)
    numeric = models.CharField(max_length=3, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="territories")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    names: "models.JSONField[Names, Names]" = models.JSONField()
    footnote: "models.JSONField[Names, Names]" = models.JSONField(default=dict, blank=True)
    source = models.TextField()

    objects = GuardedManager()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        return in_language(self.names)
