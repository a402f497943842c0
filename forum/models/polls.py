"""Asking for votes: one a member, or one an authority."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Post
from network.models import Authority, Membership
from network.models.identity import Identified
from network.querysets import GuardedManager


class Poll(Identified):
    """Stands in a post and is seen by whoever sees the post. It ends at `until`, or when its author ends it."""

    class Voter(models.TextChoices):
        MEMBER = "member", _("one vote for each member")
        AUTHORITY = "authority", _("one vote for each authority")

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="poll")
    question = models.CharField(max_length=300)
    voter = models.CharField(max_length=10, choices=Voter.choices)
    many = models.BooleanField(default=False)
    until = models.DateTimeField()
    # The zone in which its last day was said; "" where that is not known.
    zone = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = GuardedManager()


class PollChoice(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="choices", db_index=False)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="choice_once")]
        ordering = ["poll", "position"]


class Vote(models.Model):
    """What a member chose, for himself or for his authority: then the last of the office to vote counts."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes", db_index=False)
    choice = models.ForeignKey(PollChoice, on_delete=models.CASCADE, related_name="votes")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Set where the poll is one of authorities.
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "membership", "choice"],
                condition=models.Q(authority=None),
                name="vote_of_a_member_once",
            ),
            models.UniqueConstraint(
                fields=["poll", "authority", "choice"],
                condition=models.Q(authority__isnull=False),
                name="vote_of_an_authority_once",
            ),
        ]
