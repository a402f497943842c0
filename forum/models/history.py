"""What stood before: earlier texts of a post, earlier statuses of a topic."""

from django.db import models

from forum.models.posts import Post
from forum.models.topics import Topic
from network.models import Body, Membership
from network.querysets import GuardedManager


class PostVersion(models.Model):
    """A text that a post had before it was edited: NUMBER 1 is the first. The text of today stands in the post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    body = models.TextField()
    # When this text was written, and why it was replaced ("" within 24 hours).
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="version_once")]


class StatusChange(models.Model):
    """One act on the status of a topic, by whom, from when; `reason` is given on reopening."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="status_changes", db_index=False)
    actor = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=Topic.Status.choices)
    waiting_author = models.BooleanField(default=False)
    waiting_body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    waiting_until = models.DateTimeField(null=True, blank=True)
    waiting_zone = models.CharField(max_length=64, blank=True, default="", db_default="")
    reason = models.CharField(max_length=500, blank=True)

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["topic", "at"], name="status_change")]
