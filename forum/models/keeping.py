"""What is kept and what is not: a hold that two persons set, an erasure that two persons do."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Post
from forum.models.topics import Topic
from network.models import Membership
from network.models.identity import Identified
from network.querysets import GuardedManager


class Hold(Identified):
    """While it is confirmed and not ended, nothing of the topic is erased or removed by its age."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="holds", db_index=False)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Ending it takes two persons as well.
    end_asked_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=Q(ended_at=None), name="one_hold_of_a_topic"),
        ]


class Erasure(Identified):
    """Somebody asks that a post be erased; a second person does it, or declines."""

    class Status(models.TextChoices):
        ASKED = "asked", _("asked")
        DONE = "done", _("erased")
        DECLINED = "declined", _("declined")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="erasures", db_index=False)
    # The reason must not repeat what is to be erased; the form says so.
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    decided_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=Q(status="asked"), name="one_erasure_asked"),
        ]
        indexes = [models.Index(fields=["status", "asked_at"], name="erasure_queue")]
