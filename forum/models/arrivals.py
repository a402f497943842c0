"""What came from a mailing list's archive: which message became which post."""

from django.db import models

from forum.models.forums import Forum
from forum.models.posts import Post
from network.querysets import GuardedManager


class Arrival(models.Model):
    """One message of an archive. `key` is a keyed hash of its Message-ID, so that a second import finds the post."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=43)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forum", "key"], name="message_arrives_once")]
