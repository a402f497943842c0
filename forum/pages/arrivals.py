"""What a browser fetches when it hears a bell: the posts after the last it has, and how much is unread."""

from dataclasses import dataclass
from typing import ClassVar, Self

from forum import access
from forum.access.sights import sight_of
from forum.marks import Mark
from forum.models import Forum, Topic
from forum.names import words
from forum.pages.filling import holdings, people_in
from forum.pages.heads import TopicHead
from forum.pages.posts import May, PostView, people_of, post_views
from forum.pages.speakers import Acts, acts_with
from forum.querysets.threads import thread
from forum.querysets.unread import unread_narrowed, unread_posts, with_unread
from network.guard import Verdict, can
from network.models import Membership
from network.page import Page

MOST = 50


@dataclass(frozen=True)
class ArrivalsPage(Page):
    """At most fifty posts of a topic after a number, in the order in which they came."""

    template: ClassVar[str] = "forum/_arrivals.html"
    queries: ClassVar[int] = 3

    topic: TopicHead
    posts: list[PostView]
    has_more: bool
    may_reply: Verdict
    may_set_status: Verdict
    mark: Mark
    reader: Membership
    acts: Acts

    @classmethod
    def load(cls, reader: Membership, topic: TopicHead, seq: int) -> Self:
        standing = topic.standing(reader)
        sight = sight_of(reader, topic.pk, narrowed=topic.narrowed, coordinates=standing.role == access.COORDINATOR)
        found = thread(topic.pk, "flat", "after", str(seq), sight=sight, size=MOST)
        held = holdings(reader, found.posts)
        names = words(people_of(found.posts) | people_in(held)).shown_to(reader, inside=topic.sees_forum)
        role = access.part_of(reader, topic, standing.role)
        return cls(
            topic=topic,
            posts=post_views(found.posts, names, standing, reader.pk, "flat", held=held),
            has_more=found.has_later,
            may_reply=can(access.can_reply, reader, topic, role),
            may_set_status=can(access.can_set_status, reader, topic, role),
            mark=Mark(standing.seq, standing.shown | sight.absent),
            reader=reader,
            acts=acts_with(
                reader, topic.public_id, {row.author_id: names.people[row.author_id] for row in found.posts}
            ),
        )

    def may_do(self, post: PostView) -> May:
        """Return what the reader may do with POST; nobody has kept or thanked for what has just come."""
        standing = not (post.is_hidden or post.is_erased)
        thanks = standing and self.reader.is_practitioner and post.author_id != self.reader.pk
        return May(
            reply=self.may_reply.allowed,
            accept=self.may_set_status.allowed,
            own="t" if thanks else "",
            acts=self.acts.get(post.author_id, ()),
        )

    @property
    def zone(self) -> str:
        return self.reader.member.zone or self.reader.authority.zone


def counts(reader: Membership, topics: list[str], forums: list[str]) -> dict[str, dict[str, int]]:
    """Return how much READER has unread in those of the topics (posts) and forums (topics) that READER may see."""
    seen = Topic.objects.visible_to(reader).filter(public_id__in=topics).order_by()
    rows = list(seen.values_list("pk", "public_id", "narrowed"))
    named = {pk: public_id for pk, public_id, _narrowed in rows}
    exact = unread_narrowed(reader, [pk for pk, _public_id, narrowed in rows if narrowed])
    counted = unread_posts(reader, list(named)) | {pk: exact.get(pk, 0) for pk, _id, narrowed in rows if narrowed}
    places = with_unread(Forum.objects.visible_to(reader).filter(public_id__in=forums), reader).order_by()
    return {
        "topics": {named[pk]: count for pk, count in counted.items()},
        "forums": dict(places.values_list("public_id", "unread")),
    }
