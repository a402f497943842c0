"""A member's own data, gathered into one file that is fetched once and removed after seven days."""

from django.db import models
from django.db.models import Q

from network.models import Member
from network.models.identity import Identified
from network.querysets import GuardedManager


class OwnData(Identified):
    """Asked for, then ready, then taken or removed. The file lies under the random name `stored`."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    stored = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    # Fetched by its owner, or too old: there is no file any more.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=Q(ended_at=None), name="one_own_data_of_a_member")
        ]
        indexes = [models.Index(fields=["ready_at"], condition=Q(ended_at=None), name="own_data_waiting")]
