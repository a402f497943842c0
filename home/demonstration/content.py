"""The demonstration's content, read from its data files and checked reference by reference."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from home.demonstration.checks import check_authors, check_bodies, check_posts, check_status
from home.demonstration.fields import ContentError, Moment
from home.demonstration.forums import Forum, read_forums
from home.demonstration.life import Act, read_life
from home.demonstration.people import Authority, Member, Place, read_authorities, read_members
from home.demonstration.topics import Post, Question, Topic, read_topics

__all__ = [
    "Act",
    "Authority",
    "Content",
    "ContentError",
    "Forum",
    "Member",
    "Moment",
    "Place",
    "Post",
    "Question",
    "Topic",
    "read",
]

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Content:
    """All of it: authorities, members, forums, topics with the oldest first, and acts."""

    authorities: tuple[Authority, ...]
    members: tuple[Member, ...]
    forums: tuple[Forum, ...]
    topics: tuple[Topic, ...]
    # What they do about the topics, in this order.
    life: tuple[Act, ...]

    @property
    def networks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(forum.network for forum in self.forums))

    def authority(self, key: str) -> Authority:
        return next(authority for authority in self.authorities if authority.key == key)

    def member(self, handle: str) -> Member:
        return next(member for member in self.members if member.handle == handle)

    def posts(self) -> Iterator[tuple[Topic, Post]]:
        for topic in self.topics:
            for post in topic.posts:
                yield topic, post


def read(folder: Path = HERE) -> Content:
    """Read the whole demonstration, or raise ContentError at the first fault."""
    forums = read_forums(folder)
    authorities = read_authorities(folder)
    members = read_members(folder, authorities, frozenset(forum.network for forum in forums))
    topics = _read_topics(folder, forums, members, authorities)
    life = read_life(folder, {member.handle for member in members}, topics)
    return Content(authorities, members, forums, topics, life)


def _read_topics(
    folder: Path, forums: tuple[Forum, ...], members: tuple[Member, ...], authorities: tuple[Authority, ...]
) -> tuple[Topic, ...]:
    known = {forum.ref for forum in forums}
    people = {member.handle: member for member in members}
    body_of = {authority.key: authority.body for authority in authorities}
    bodies: dict[str, set[str]] = {forum.network: set() for forum in forums}
    for member in members:
        for place in member.places:
            bodies[place.network].add(body_of[member.authority])
    found: dict[str, Topic] = {}
    for item, topic in read_topics(folder):
        if topic.ref in found:
            raise item.fault("ref", "is used twice")
        if topic.forum not in known:
            raise item.fault("forum", f"names an unknown forum: “{topic.forum}”")
        check_bodies(item, topic, bodies[topic.network])
        check_posts(item, topic)
        check_authors(item, topic, people)
        check_status(item, topic)
        found[topic.ref] = topic
    return tuple(sorted(found.values(), key=lambda topic: (topic.at, topic.ref)))
