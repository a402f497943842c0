"""A topic offered to a second network, until that network's coordinator accepts, declines, or somebody withdraws."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models.forums import Forum
from forum.models.topics import Topic
from network.models import Membership, Network
from network.models.identity import Identified
from network.querysets import GuardedManager


class Offer(Identified):
    """While it is accepted the topic is one thread which both networks see; in the second it stands in `forum`."""

    class Status(models.TextChoices):
        # Proposed by a helper or coordinator: the author has not consented yet.
        PROPOSED = "proposed", _("waiting for the author's consent")
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="offers", db_index=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", db_index=False)
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=10, choices=Status.choices)
    note = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    consented_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "network"],
                condition=Q(status__in=["proposed", "offered", "accepted"]),
                name="one_standing_offer_to_a_network",
            ),
            models.CheckConstraint(
                condition=~Q(status="accepted") | Q(forum__isnull=False), name="accepted_offer_has_its_forum"
            ),
        ]
        indexes = [
            models.Index(fields=["network", "topic"], condition=Q(status="accepted"), name="offer_accepted"),
            models.Index(fields=["forum", "topic"], condition=Q(status="accepted"), name="offer_in_forum"),
            models.Index(fields=["network", "status"], name="offer_of_network"),
            models.Index(fields=["topic"], name="offer_of_topic"),
        ]
