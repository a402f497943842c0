"""The regional and thematic networks, who has a place in them, and visits of the secretariat."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models.bodies import Body
from network.models.identity import Dated, Identified
from network.models.members import Membership
from network.names import Names, in_language
from network.querysets import GuardedManager


class Network(Identified):
    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        IN_PREPARATION = "in_preparation", _("in preparation")
        PLANNED = "planned", _("planned")

    key = models.SlugField(max_length=40, unique=True)
    names: "models.JSONField[Names, Names]" = models.JSONField()
    abbreviation = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=30)
    status = models.CharField(max_length=16, choices=Status.choices)
    # The year in which it began.
    since = models.PositiveSmallIntegerField(null=True, blank=True)
    languages: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    link_only = models.BooleanField(default=False)
    external_url = models.URLField(blank=True)
    purpose: "models.JSONField[Names, Names]" = models.JSONField(default=dict)
    charter: "models.JSONField[Names, Names]" = models.JSONField(default=dict)
    facts: "models.JSONField[list[dict[str, str]], list[dict[str, str]]]" = models.JSONField(default=list)

    objects = GuardedManager()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        return in_language(self.names)


class PublicNetwork(Network):
    """What everybody may know of a network: name, purpose, States and external link; no person, no count."""

    objects: ClassVar[GuardedManager] = GuardedManager()

    class Meta:
        proxy = True


class NetworkState(Dated):
    """A State's part in a network, where it is known."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="states")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="networks")
    source = models.TextField(blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "body", "since"], name="state_in_network_once")]


class ContactPoint(Identified, Dated):
    """A membership's place in a network, with dates."""

    class Role(models.TextChoices):
        CONTACT_POINT = "contact_point", _("contact point")
        HELPER = "helper", _("helper")
        COORDINATOR = "coordinator", _("coordinator")

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="contact_points")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="contact_points")
    role = models.CharField(max_length=14, choices=Role.choices, default=Role.CONTACT_POINT)
    admitted_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="admissions"
    )
    ended_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="removals")

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "membership"],
                condition=models.Q(until=None),
                name="contact_point_open_once",
            )
        ]
        indexes = [models.Index(fields=["membership", "network"]), models.Index(fields=["network", "role"])]


class Visit(Identified, Dated):
    """The secretariat looks into a network without a place in it: with a reason, at most 24 hours, seen by it."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="visits")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="visits")
    reason = models.TextField()

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(until__isnull=False), name="a_visit_ends"),
        ]
        indexes = [models.Index(fields=["membership", "network"])]
