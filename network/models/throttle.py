"""How often a secret was tried: counted by account, address and network, in windows."""

from django.db import models


class Attempt(models.Model):
    """The count of one window of one key. The key is a keyed hash: the table names nobody."""

    scope = models.CharField(max_length=20)
    key_hash = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key_hash", "window"], name="attempt_window_once")]
        indexes = [models.Index(fields=["expires_at"])]
