"""What somebody wrote in a topic, and where it stands in the thread."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from forum.models.topics import Topic
from network.models import Membership
from network.models.identity import Identified
from network.querysets import GuardedManager

# A path is one segment a level; digits of equal width sort the same under every collation.
SEGMENT = 7
DEEPEST = 8


class Post(Identified):
    """`seq` counts the posts of a topic from 1 in the order of arrival; `path` orders them as threads."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="posts", db_index=False)
    seq = models.PositiveIntegerField()
    path = models.CharField(max_length=SEGMENT * DEEPEST)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Whom it answers, where the thread is too deep to show that by its place.
    in_reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=8, default="en")
    body = models.TextField()
    html = models.TextField()
    renderer = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    # A code of its own, stricter than the topic's; empty: the topic's.
    code = models.CharField(max_length=12, blank=True, default="", db_default="")
    # Number of the text that stands here; 1 has no versions before it.
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Hidden by a coordinator: the text is for the author and the coordinator alone. The reason is in the log.
    hidden_at = models.DateTimeField(null=True, blank=True)
    # Erased: no text is left anywhere, only the place.
    erased_at = models.DateTimeField(null=True, blank=True)
    # How many members this helped.
    helped = models.PositiveIntegerField(default=0, db_default=0)
    # What the page has to fill in, so that it asks for no more: q(uotes), m(entions), f(iles), p(oll).
    holds = models.CharField(max_length=4, blank=True, default="", db_default="")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # A random key that the form carried: the same form sent twice is the same post.
    submission = models.CharField(max_length=22, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "seq"], name="post_seq_once"),
            models.UniqueConstraint(fields=["topic", "path"], name="post_path_once"),
            models.UniqueConstraint(
                fields=["author", "submission"], condition=~Q(submission=""), name="post_submitted_once"
            ),
            models.CheckConstraint(
                condition=Q(code__in=["", "RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"]), name="post_code_is_known"
            ),
            models.CheckConstraint(condition=Q(erased_at=None) | Q(body="", html=""), name="post_erased_is_empty"),
        ]
        indexes = [
            models.Index(fields=["topic", "seq"], condition=Q(accepted_at__isnull=False), name="post_accepted"),
            models.Index(fields=["topic", "seq"], condition=~Q(code=""), name="post_with_own_code"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("forum:post", args=[self.public_id])

    @property
    def level(self) -> int:
        return level_of(self.path)


def level_of(path: str) -> int:
    """Return how deep a post stands: 1 for a reply to the topic itself, at most 8."""
    return len(path) // SEGMENT


def path_below(parent: str, seq: int) -> str:
    """Return the path of post SEQ below the post at PARENT ("": the topic); beyond the deepest level, beside it."""
    return parent[: SEGMENT * (DEEPEST - 1)] + f"{seq:0{SEGMENT}d}"
