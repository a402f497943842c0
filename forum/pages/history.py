"""What a post said before it was changed, with the differences."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from forum.access.coded import effective
from forum.models import Post, PostVersion
from forum.names import Person, words
from network.models import Membership
from network.page import Page
from writing.differences import Piece, differences
from writing.mentions import without_ids

# Beyond these the oldest are not compared on one page.
MOST = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One change: to the text NUMBER, when, why, and what became different."""

    number: int
    at: datetime
    reason: str
    pieces: list[Piece]


@dataclass(frozen=True)
class HistoryPage(Page):
    template: ClassVar[str] = "forum/history.html"
    # The versions, and the author's words when they are not kept.
    queries: ClassVar[int] = 2

    post: Post
    person: Person
    changes: list[Change]
    first: str
    code: str

    @classmethod
    def load(cls, reader: Membership, post: Post) -> Self:
        """Return the changes, newest first. A text holds no words of others: quotes are named by address only."""
        rows = PostVersion.objects.visible_to(reader).filter(post=post).order_by("-number")[:MOST]
        versions = list(rows)[::-1]
        texts = [without_ids(version.body) for version in versions] + [without_ids(post.body)]
        changes = [
            Change(version.number + 1, version.replaced_at, version.reason, differences(texts[index], texts[index + 1]))
            for index, version in enumerate(versions)
        ]
        person = words([post.author_id]).shown_to(reader, inside=False).people[post.author_id]
        return cls(post, person, changes[::-1], texts[0], effective(post.topic.code, post.code))
