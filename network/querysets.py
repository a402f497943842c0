"""The querysets of guarded models: each reading begins with `visible_to`."""

from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from network.guard import filter_visible
from network.readers import Reader

M = TypeVar("M", bound=models.Model)


def current(now: datetime | None = None, prefix: str = "") -> Q:
    """Return the condition that a dated row (or the one behind PREFIX, e.g. "membership__") is true now."""
    now = now or timezone.now()
    return Q(**{f"{prefix}since__lte": now}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": now}))


class GuardedQuerySet(models.QuerySet[M]):
    def visible_to(self, reader: Reader) -> Self:
        """Return the rows that READER may see."""
        return filter_visible(self, reader)  # type: ignore[return-value]

    def current(self, now: datetime | None = None) -> Self:
        """Return the rows (of a dated model) that are true now."""
        return self.filter(current(now))


class GuardedManager(models.Manager.from_queryset(GuardedQuerySet)):  # type: ignore[misc]
    """The manager of every model of this project."""

    use_in_migrations = False

    def __class_getitem__(cls, _item: Any) -> type:
        return cls
