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
        return cls(thing=topic, ids={**_ids(topic), "post": post.public_id, "seq": str(post.seq)})


def _ids(topic: Topic) -> dict[str, str]:
    return {"topic": topic.public_id, "forum": topic.forum.public_id}
