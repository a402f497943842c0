"""The topics like a title, as the composer shows them beside it."""

from dataclasses import dataclass
from typing import ClassVar, Self

from forum.addresses import topic_address
from forum.models import Forum, Topic
from forum.search.similar import Similar, similar
from network.models import Membership
from network.page import Page


@dataclass(frozen=True)
class SimilarPage(Page):
    template: ClassVar[str] = "forum/_similar.html"
    # Where the reader may look, what resembles, what of it he may see.
    queries: ClassVar[int] = 3

    topics: list[Similar]

    @classmethod
    def load(cls, reader: Membership, forum: Forum, title: str) -> Self:
        return cls(similar(reader, title, forum=forum))

    def link(self, topic: Similar) -> str:
        return topic_address(topic.public_id)

    def status(self, topic: Similar) -> str:
        return str(Topic.Status(topic.status).label)
