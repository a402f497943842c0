"""What a reader wants to hear of, finds again, and has thanked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models.forums import Forum
from forum.models.posts import Post
from forum.models.topics import Topic
from network.models import Membership, Network
from network.querysets import GuardedManager


class Follow(models.Model):
    """How much a member hears of a network, a forum or a topic; the nearest counts. Without a row: of nothing but
    what names him, except in topics where he wrote, which the act of writing follows."""

    class Level(models.TextChoices):
        # Every new topic and post.
        WATCH = "watch", _("watch: every new topic and reply")
        # In a topic: every reply. In a forum or network: every new topic.
        FOLLOW = "follow", _("follow: new topics, and replies where I take part")
        MUTE = "mute", _("mute: nothing")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    level = models.CharField(max_length=6, choices=Level.choices)
    network = models.ForeignKey(
        Network, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "membership"], condition=Q(network__isnull=False), name="follow_network_once"
            ),
            models.UniqueConstraint(
                fields=["forum", "membership"], condition=Q(forum__isnull=False), name="follow_forum_once"
            ),
            models.UniqueConstraint(
                fields=["topic", "membership"], condition=Q(topic__isnull=False), name="follow_topic_once"
            ),
            models.CheckConstraint(
                condition=Q(network__isnull=False, forum=None, topic=None)
                | Q(network=None, forum__isnull=False, topic=None)
                | Q(network=None, forum=None, topic__isnull=False),
                name="follow_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["membership"], name="follows_of")]


class Bookmark(models.Model):
    """A post to find again, with a note of one's own and, where wanted, a reminder."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "post"], name="bookmark_once")]
        indexes = [
            models.Index(fields=["membership", "at", "id"], name="bookmarks_of"),
            models.Index(
                fields=["remind_at"], condition=Q(remind_at__isnull=False, reminded_at=None), name="bookmark_due"
            ),
        ]


class Helped(models.Model):
    """This helped: the one reaction there is."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "membership"], name="helped_once")]
