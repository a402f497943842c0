"""How far a reader has read, per topic and per forum."""

from django.db import models

from forum.models.forums import Forum
from forum.models.topics import Topic
from network.models import Membership
from network.querysets import GuardedManager


class ReadMark(models.Model):
    """Every post up to `seq` was shown to the reader, and of later ones those in `shown`; `ahead` counts these.

    Threads are not read in the order of arrival, hence the set; it is capped, so that the row stays small.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    shown: "models.JSONField[list[int], list[int]]" = models.JSONField(default=list)
    ahead = models.PositiveSmallIntegerField(default=0)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "membership"], name="one_mark_a_topic")]


class ForumMark(models.Model):
    """Topics whose last post is not after `at` count as read, whatever their own marks say.

    So a count of what is unread looks at what is new, never at the whole forum.
    """

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "forum"], name="one_mark_a_forum")]
