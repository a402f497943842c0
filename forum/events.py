"""What has happened in a forum: past facts, told to those who may see the topic."""

from dataclasses import dataclass
from typing import ClassVar

from forum.models import Post, Topic
from live.events import Event


@dataclass(frozen=True)
class TopicAdded(Event):
    """Somebody started a topic."""

    kind: ClassVar[str] = "topic_added"

    @classmethod
    def of(cls, topic: Topic) -> "TopicAdded":
        return cls(thing=topic, ids=_ids(topic))


@dataclass(frozen=True)
class TopicChanged(Event):
    """The status of a topic, its accepted answers or its place at the top changed."""

    kind: ClassVar[str] = "topic_changed"

    @classmethod
    def of(cls, topic: Topic) -> "TopicChanged":
        return cls(thing=topic, ids=_ids(topic))


@dataclass(frozen=True)
class PostAdded(Event):
    """Somebody replied. `seq` says which post of the topic it is, so that a browser knows what it lacks."""

    kind: ClassVar[str] = "post_added"

    @classmethod
    def of(cls, topic: Topic, post: Post) -> "PostAdded":
        # One with a code of its own is told to those who may read it, and to nobody else of the topic.
        told = post if post.code else topic
        return cls(thing=told, ids={**_ids(topic), "post": post.public_id, "seq": str(post.seq)})


@dataclass(frozen=True)
class CodeChanged(Event):
    """Others than before may see a topic, by its code or by who is named; those who saw it and may not are told."""

    kind: ClassVar[str] = "code_changed"

    @classmethod
    def of(cls, topic: Topic, was: frozenset[int]) -> "CodeChanged":
        return cls(thing=topic, ids=_ids(topic), was=was)


@dataclass(frozen=True)
class PostCodeChanged(Event):
    """The same of one post."""

    kind: ClassVar[str] = "post_code_changed"

    @classmethod
    def of(cls, topic: Topic, post: Post, was: frozenset[int]) -> "PostCodeChanged":
        return cls(thing=post, ids={**_ids(topic), "post": post.public_id}, was=was)


def _ids(topic: Topic) -> dict[str, str]:
    return {"topic": topic.public_id, "forum": topic.forum.public_id}


@dataclass(frozen=True)
class PostHelped(Event):
    """Another number of members than before say that a post helped them."""

    kind: ClassVar[str] = "post_helped"

    @classmethod
    def of(cls, post: Post) -> "PostHelped":
        return cls(thing=post, ids={**_ids(post.topic), "post": post.public_id})
