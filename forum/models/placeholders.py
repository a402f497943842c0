"""What stands in a post without being its text: the page fills it in for each reader, by the rule."""

from django.db import models

from forum.models.posts import Post
from network.models import Authority, Membership
from network.models.identity import Identified
from network.querysets import GuardedManager
from writing.models import StoredFile


class Quote(models.Model):
    """Words of another post, shown to those who may see that post; the stored body holds only the place."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotes", db_index=False)
    place = models.PositiveSmallIntegerField()
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_in")
    excerpt = models.TextField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "place"], name="quote_once")]


class Mention(models.Model):
    """A member or an authority whom a post names; nobody is named who could not see the post when it was written."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    place = models.PositiveSmallIntegerField()
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "place"], name="mention_once"),
            models.CheckConstraint(
                condition=models.Q(membership=None, authority__isnull=False)
                | models.Q(membership__isnull=False, authority=None),
                name="mention_of_one",
            ),
        ]


class Attachment(Identified):
    """A file in a post, under the post's rule and, where it has one, a stricter code of its own."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments", db_index=False)
    position = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=12, blank=True, default="")
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "position"], name="attachment_once"),
            models.CheckConstraint(
                condition=models.Q(code__in=["", "RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"]),
                name="attachment_code_is_known",
            ),
        ]
