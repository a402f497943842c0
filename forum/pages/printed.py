"""A topic on paper: every post that the reader sees, five hundred a sheet bundle, with the code on each page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.utils import timezone

from forum.access.coded import STRICTNESS, effective
from forum.models import Post, Topic
from forum.names import Words, words
from forum.pages.absent import reasons
from forum.pages.filling import QUOTE, Holdings, holdings, people_in
from forum.pages.heads import TopicHead
from forum.pages.posts import PostView, people_of, post_views
from forum.pages.topic import sight_in
from forum.querysets.threads import thread
from network.models import Membership
from network.page import Page

# Posts of one bundle: what a browser lays out without losing its breath.
MOST = 500


@dataclass(frozen=True)
class PrintPage(Page):
    """`code` is the strictest of what is printed; `next_key` the place after which the next bundle begins ("" none)."""

    template: ClassVar[str] = "forum/print.html"
    # The topic, the posts; and when they are not kept: names. Where posts hold something, one more; where quotes, two.
    queries: ClassVar[int] = 3

    reader: Membership
    topic: TopicHead
    posts: list[PostView]
    words: Words
    code: str
    printed_at: datetime
    next_key: str
    begins: bool

    @classmethod
    def load(cls, reader: Membership, topic: TopicHead, key: str = "") -> Self:
        standing = topic.standing(reader)
        found = thread(topic.pk, "nested", "after", key, sight=sight_in(topic, reader), size=MOST)
        held = holdings(reader, found.posts)
        people = people_of(found.posts) | people_in(held) | {topic.author_id}
        names = words(people, topic.bodies).shown_to(reader, inside=topic.sees_forum)
        codes = [effective(topic.code, row.code) for row in found.posts] + _codes_of_quoted(reader, held)
        return cls(
            reader=reader,
            topic=topic,
            posts=post_views(found.posts, names, standing, reader.pk, "nested", reasons(reader, found.posts), held),
            words=names,
            code=min([topic.code, *codes], key=STRICTNESS.index),
            printed_at=timezone.now(),
            next_key=found.posts[-1].path if found.has_later and found.posts else "",
            begins=not key,
        )

    @property
    def facts(self) -> Iterator[tuple[str, str]]:
        """What the topic says of the request: the field and its words."""
        topic, bodies = self.topic, self.words
        yield "kind", str(Topic.Kind(topic.kind).label)
        yield "status", str(Topic.Status(topic.status).label)
        yield "cooperation", str(Topic.Cooperation(topic.cooperation).label) if topic.cooperation else ""
        yield "requesting", bodies.body(topic.requesting_id)
        yield "requested", ", ".join(bodies.body(pk) for pk in topic.requested_ids)
        yield "legal_basis", topic.legal_basis
        yield "stage", str(Topic.Stage(topic.stage).label) if topic.stage else ""

    @property
    def zone(self) -> str:
        return self.reader.member.zone or self.reader.authority.zone


def _codes_of_quoted(reader: Membership, held: Holdings) -> list[str]:
    """Return the codes of what is quoted in the posts: its words stand on the paper as well."""
    keys = {one.key for some in held.values() for one in some if one.kind == QUOTE}
    if not keys:
        return []
    quoted = Post.objects.visible_to(reader).filter(public_id__in=keys).order_by()
    return [effective(topic_code, code) for topic_code, code in quoted.values_list("topic__code", "code")]
