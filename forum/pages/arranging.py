"""The pages on which a coordinator moves a topic, and chooses the posts that go into a topic of their own."""

from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import ClassVar, Self

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from forum.access.coded import coordinated
from forum.cursors import ThreadCursor
from forum.models import Forum, Topic
from forum.names import Person, Words, words
from forum.pages.heads import TopicHead
from forum.pages.topic import sight_in
from forum.querysets.threads import thread
from network.models import Membership
from network.names import in_language
from network.page import Page

PAGE = 100
EXCERPT = 160


@dataclass(frozen=True)
class MovePage(Page):
    """`forums`: the open ones of the topic's network, then those of other networks which the reader coordinates."""

    template: ClassVar[str] = "forum/move.html"
    queries: ClassVar[int] = 1

    topic: Topic
    forums: list[tuple[Forum, str]]

    @classmethod
    def load(cls, reader: Membership, topic: Topic) -> Self:
        rows = (
            Forum.objects.visible_to(reader)
            .filter(network_id__in=coordinated(reader), closed_at=None)
            .exclude(pk=topic.forum_id)
            .select_related("network")
        )
        ordered = sorted(rows, key=lambda one: (one.network_id != topic.network_id, one.network_id, one.position))
        return cls(
            topic=topic,
            forums=[(one, f"{one.name} · {in_language(one.network.names)}") for one in ordered],
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A post to choose, by who wrote it, when, and how it begins."""

    public_id: str
    seq: int
    person: Person
    at: datetime
    excerpt: str


@dataclass(frozen=True)
class SplitPage(Page):
    template: ClassVar[str] = "forum/split.html"
    # The topic, its posts, names.
    queries: ClassVar[int] = 3

    topic: TopicHead
    posts: list[Choice]
    later: str
    # The States that the topic names, the requesting one first: number of the body, and words.
    states: list[tuple[str, str]]

    @classmethod
    def load(cls, reader: Membership, topic: TopicHead, after: int) -> Self:
        # The opening stays, whatever is asked.
        found = thread(topic.pk, "flat", "after", str(max(after, 1)), sight=sight_in(topic, reader), size=PAGE)
        named = [topic.requesting_id, *topic.requested_ids]
        names = words({row.author_id for row in found.posts}, named).shown_to(reader, inside=topic.sees_forum)
        people = names.people
        return cls(
            topic=topic,
            posts=[
                Choice(
                    public_id=row.public_id,
                    seq=row.seq,
                    person=people[row.author_id],
                    at=row.created_at,
                    excerpt=_excerpt(row.html),
                )
                for row in found.posts
            ],
            later=ThreadCursor("flat").query("after", str(found.posts[-1].seq)) if found.has_later else "",
            states=_states(topic, names),
        )


def _states(topic: TopicHead, names: Words) -> list[tuple[str, str]]:
    said = {pk: _("%(state)s (requested)") % {"state": names.body(pk)} for pk in topic.requested_ids}
    if topic.requesting_id is not None:
        asks = {topic.requesting_id: _("%(state)s (requesting)") % {"state": names.body(topic.requesting_id)}}
        said = asks | {pk: state for pk, state in said.items() if pk not in asks}
    return [(str(pk), state) for pk, state in said.items()]


def _excerpt(markup: str) -> str:
    # Tags first: what a member wrote as &lt; is a word of the text, and the page escapes it once more.
    return Truncator(" ".join(unescape(strip_tags(markup)).split())).chars(EXCERPT) or _("(no text)")
