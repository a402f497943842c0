"""The page on which an author changes a post."""

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from forum.access.coded import STRICTNESS, is_stricter
from forum.access.editing import needs_reason
from forum.models import Post, Quote
from forum.names import readers_of_topic
from forum.pages.heads import TopicHead
from forum.pages.reach import CodeWords, code_words, reach
from forum.quoting import with_words
from network.models import Membership
from network.page import Page
from writing.differences import Piece, differences
from writing.mentions import without_ids
from writing.models import Draft
from writing.pages.drafts import body_of


@dataclass(frozen=True)
class EditPage(Page):
    """`begun`: what the form starts with; `conflict`: what stands there and what was typed, as differences."""

    template: ClassVar[str] = "forum/edit_post.html"
    # The topic, the quotes, the draft, and when it is not kept how many read.
    queries: ClassVar[int] = 4

    post: Post
    topic: TopicHead
    begun: dict[str, Any]
    needs_reason: bool
    readers: str
    draft: Draft | None
    conflict: list[Piece]

    @property
    def files_codes(self) -> tuple[CodeWords, ...]:
        """The codes which files may have instead of the post's: the stricter ones."""
        return code_words([code for code in STRICTNESS if is_stricter(code, self.post.code or self.topic.code)])

    @classmethod
    def load(cls, reader: Membership, post: Post, typed: str | None = None) -> Self:
        topic = TopicHead.find(reader, post.topic.public_id)
        quotes = Quote.objects.visible_to(reader).filter(post=post).order_by("place")
        body = with_words(post.body, list(quotes.values_list("quoted__public_id", "excerpt")))
        draft = Draft.objects.visible_to(reader).filter(place=f"edit:{post.public_id}").first()
        return cls(
            post=post,
            topic=topic,
            begun={
                "version": post.version,
                "draft": draft.version if draft else 0,
                "body": body_of(draft.fields) if draft else body,
                "reason": draft.fields.get("reason", "") if draft else "",
            },
            needs_reason=needs_reason(post),
            readers=reach(post.code or topic.code, readers_of_topic(topic, post.code, post.author_id), topic.networks),
            draft=draft,
            conflict=differences(without_ids(body), without_ids(typed)) if typed is not None else [],
        )
