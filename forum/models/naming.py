"""Who is named on a topic: whom RED and AMBER+STRICT let read."""

from django.db import models

from forum.models.topics import Topic
from network.models import Authority, Membership
from network.querysets import GuardedManager


class NamedMember(models.Model):
    """A membership named on a topic: with RED, only these read."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="named_members", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    named_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    named_at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "membership"], name="member_named_once")]
        indexes = [models.Index(fields=["membership", "topic"], name="named_member")]


class NamedAuthority(models.Model):
    """An authority named on a topic: with AMBER+STRICT, only the current members of these read."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="named_authorities", db_index=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    named_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_index=False)
    named_at = models.DateTimeField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "authority"], name="authority_named_once")]
        indexes = [models.Index(fields=["authority", "topic"], name="named_authority")]
