"""A place inside a network for one field of questions."""

from django.db import models
from django.urls import reverse

from network.models import Network
from network.models.identity import Identified
from network.names import Names, in_language
from network.querysets import GuardedManager


class Forum(Identified):
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="forums")
    key = models.SlugField(max_length=40)
    names: "models.JSONField[Names, Names]" = models.JSONField()
    purpose: "models.JSONField[Names, Names]" = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    # Closed: it is read as before, and nothing new is written.
    closed_at = models.DateTimeField(null=True, blank=True)
    for_observers = models.BooleanField(default=False)
    # Topics of other networks stand here too, by an accepted offer.
    takes_offers = models.BooleanField(default=False, db_default=False)
    # So long is kept what nobody holds.
    retention_years = models.PositiveSmallIntegerField(default=10, db_default=10)
    # A topic that shows how to ask well.
    example = models.ForeignKey(
        "forum.Topic", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = GuardedManager()

    class Meta:
        ordering = ["network", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="forum_key_once_in_a_network")]
        indexes = [models.Index(fields=["network", "position"])]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("forum:forum", args=[self.public_id])

    @property
    def name(self) -> str:
        return in_language(self.names)
