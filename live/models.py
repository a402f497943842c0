"""The outbox: what is to be told, written together with what happened."""

from django.db import models

from network.querysets import GuardedManager


class OutboxEvent(models.Model):
    """One fact on its way. It has no number until the dispatcher has seen it after its commit."""

    kind = models.CharField(max_length=40)
    # The thing it is about, by model and key; both are empty for the end of a membership or a session.
    label = models.CharField(max_length=80, blank=True)
    thing_id = models.BigIntegerField(null=True, blank=True)
    ids = models.JSONField(default=dict)
    # The memberships that saw the thing before; none when nobody lost it.
    was: "models.JSONField[list[int] | None, list[int] | None]" = models.JSONField(null=True, blank=True)
    # Given after the commit and in order: a lower number never appears after a higher one.
    seq = models.BigIntegerField(null=True, unique=True)
    numbered_at = models.DateTimeField(null=True, db_index=True)

    objects = GuardedManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.seq or '-'}"
