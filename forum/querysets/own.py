"""What of a topic is the reader's own: how much he hears of it, which posts he keeps and thanked for, what he began.

It comes with the topic (`with_own`) and with the posts (querysets/threads.py): no statement of its own.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Self

from django.db.models import OuterRef, QuerySet, Subquery

from forum.models import Follow, Topic
from forum.querysets.threads import PostRow
from network.models import Membership
from writing.models import Draft


@dataclass(frozen=True, slots=True)
class Own:
    """`level`: what the reader said of the topic itself ("" nothing). The rest are numbers (`seq`) of posts."""

    level: str = ""
    kept: frozenset[int] = field(default_factory=frozenset)
    helped: frozenset[int] = field(default_factory=frozenset)
    # The reply that the reader has begun: its version and its fields.
    draft: "tuple[int, dict[str, Any]] | None" = None

    @classmethod
    def of(cls, level: str, draft: "tuple[int, dict[str, Any]] | None", rows: Collection[PostRow]) -> Self:
        """Return it from what a topic brought along, and the posts of a page."""
        return cls(
            level=level,
            draft=draft,
            kept=frozenset(row.seq for row in rows if row.is_kept),
            helped=frozenset(row.seq for row in rows if row.has_helped),
        )


NOTHING = Own()


def with_own(topics: QuerySet[Any], reader: Membership) -> QuerySet[Any]:
    """Return TOPICS with the `level` that READER chose, and the reply he has begun, by `version` and `begun`."""
    levels = Follow.objects.filter(membership_id=reader.pk, topic_id=OuterRef("pk"))
    drafts = Draft.objects.filter(membership_id=reader.pk, label=Topic._meta.label, thing_id=OuterRef("pk")).order_by(
        "pk"
    )
    owned: QuerySet[Any] = topics.annotate(
        level=Subquery(levels.values("level")[:1]),
        version=Subquery(drafts.values("version")[:1]),
        begun=Subquery(drafts.values("fields")[:1]),
    )
    return owned
