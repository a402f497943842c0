"""The posts that a member keeps, and one of them with its note."""

from dataclasses import dataclass
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from forum.models import Bookmark, Post
from forum.names import Words, words
from network.models import Membership
from network.page import Page
from network.paging import slice_of

PAGE_SIZE = 25


@dataclass(frozen=True)
class BookmarksPage(Page):
    """Newest first, by page; a post that the reader may not see any more is absent."""

    template: ClassVar[str] = "forum/bookmarks.html"
    # The bookmarks; and when they are not kept: names.
    queries: ClassVar[int] = 2

    bookmarks: list[Bookmark]
    words: Words
    newer: str
    older: str

    @classmethod
    def load(cls, reader: Membership, *, after: str = "", before: str = "") -> Self:
        kept = Bookmark.objects.visible_to(reader).select_related("post__topic__network")
        found = slice_of(kept, reader, key="pk", size=PAGE_SIZE, after=after, before=before)
        return cls(
            bookmarks=list(found.rows),
            words=words({one.post.author_id for one in found.rows}, set()).shown_to(reader, inside=False),
            newer=f"?after={found.newer}" if found.newer else "",
            older=f"?before={found.older}" if found.older else "",
        )


@dataclass(frozen=True)
class BookmarkPage(Page):
    """A post that one keeps or is about to keep: where it stands, and the note."""

    template: ClassVar[str] = "forum/bookmark.html"
    queries: ClassVar[int] = 1

    post: Post
    bookmark: Bookmark | None
    zone: str

    @classmethod
    def load(cls, reader: Membership, post: Post) -> Self:
        return cls(
            post=post,
            bookmark=Bookmark.objects.visible_to(reader).filter(post=post).first(),
            zone=reader.member.zone or reader.authority.zone,
        )

    @property
    def kept(self) -> dict[str, object]:
        """What stands in the form at first."""
        if self.bookmark is None:
            return {}
        at = self.bookmark.remind_at
        due = at.astimezone(ZoneInfo(self.zone)).date() if at and not self.bookmark.reminded_at else None
        return {"note": self.bookmark.note, "remind_on": due}
