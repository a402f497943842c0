"""Keeping order in the open: each act with the role and the reason, and what members have flagged."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Post
from forum.models.topics import Topic
from network.models import ContactPoint, Membership, Network
from network.models.identity import Identified
from network.querysets import GuardedManager


class ModerationAct(Identified):
    """An act of moderation as the network's members read it. What it was done to is shown to those who see that."""

    class Act(models.TextChoices):
        HIDDEN = "hidden", _("post hidden")
        SHOWN = "shown", _("post shown again")
        LOCKED = "locked", _("topic locked")
        UNLOCKED = "unlocked", _("topic opened again")
        PINNED = "pinned", _("topic pinned")
        UNPINNED = "unpinned", _("topic no longer pinned")
        MOVED = "moved", _("topic moved")
        SPLIT = "split", _("topic split")
        MERGED = "merged", _("topics merged")
        SLOWED = "slowed", _("topic slowed down")
        CODE_RAISED = "code_raised", _("handling code raised")
        POINT_ENDED = "point_ended", _("contact point ended")
        ERASED = "erased", _("post erased")
        HELD = "held", _("hold set")
        RELEASED = "released", _("hold ended")
        JUDGED = "judged", _("report judged")
        SHARED = "shared", _("topic shared with another network")
        UNSHARED = "unshared", _("topic no longer shared with another network")
        DECLINED = "declined", _("topic of another network declined")
        EXPORT_ASKED = "export_asked", _("export of the network asked for")
        EXPORTED = "exported", _("export of the network approved")
        EXPORT_DECLINED = "no_export", _("export of the network declined")

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", db_index=False)
    act = models.CharField(max_length=12, choices=Act.choices)
    actor = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # As what the actor acted: a role in the network, or "secretariat", "author", "authority".
    role = models.CharField(max_length=16)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="moderation", db_index=False
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="moderation", db_index=False
    )
    # What a file of the post was made, where the act was done to that alone. It binds the act too, also when the file
    # has been taken back.
    file_code = models.CharField(max_length=12, choices=Topic.Code.choices, blank=True, default="", db_default="")
    contact_point = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = GuardedManager()

    class Meta:
        indexes = [
            models.Index(fields=["network", "at", "id"], name="moderation_of_network"),
            models.Index(fields=["topic", "at"], condition=Q(topic__isnull=False), name="moderation_of_topic"),
            models.Index(fields=["post", "at"], condition=Q(post__isnull=False), name="moderation_of_post"),
        ]


class Flag(Identified):
    """A member says that something is wrong with a post; the coordinator judges it, or the secretariat.

    It goes to the secretariat where it is against a coordinator of the network. A judgement by a coordinator of the
    flagged author's own State stands only with a second person.
    """

    class Kind(models.TextChoices):
        PERSONAL_DATA = "personal_data", _("personal data that should not be here")
        CODE = "code", _("handling code too wide")
        CONDUCT = "conduct", _("tone or conduct")
        OFF_TOPIC = "off_topic", _("in the wrong place")
        WRONG = "wrong", _("wrong or dangerous advice")
        OTHER = "other", _("something else")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        # Judged by somebody who may not judge alone.
        SECOND = "second", _("waiting for a second person")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="flags", db_index=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", db_index=False)
    flagged_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    # Against a coordinator: no coordinator of the network sees or judges it.
    to_secretariat = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    # What the first judge proposed, while a second is waited for.
    proposed = models.CharField(max_length=10, blank=True)
    judged_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=500, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "flagged_by"],
                condition=Q(status__in=["open", "second"]),
                name="one_open_flag_of_a_member",
            )
        ]
        indexes = [models.Index(fields=["network", "status", "at"], name="flag_queue")]
