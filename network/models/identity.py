"""What a thing is called outside: 128 random bits, never a number that counts."""

import secrets
from datetime import datetime

from django.db import models
from django.utils import timezone


def new_public_id() -> str:
    """Return 22 characters of URL-safe base64, 128 random bits less a fraction of one.

    None begins with a dash: an operator hands them to commands, which would take that for an option.
    """
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


class Identified(models.Model):
    public_id = models.CharField(max_length=22, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True


class Dated(models.Model):
    """Something true from `since` until `until` (none: still true). Both are instants, `until` is excluded."""

    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_current(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return self.since <= now and (self.until is None or now < self.until)
