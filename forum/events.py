"""What has happened in a forum: past facts, told to those who may see the topic."""

from dataclasses import dataclass
from typing import ClassVar

from forum.models import Offer, Poll, Post, Topic
from forum.querysets.quoting import quoting
from live.events import Event
from live.outbox import announce


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
class PostChanged(Event):
    """The author changed a post."""

    kind: ClassVar[str] = "post_changed"

    @classmethod
    def of(cls, topic: Topic, post: Post) -> "PostChanged":
        return cls(thing=post, ids={**_ids(topic), "post": post.public_id})


def tell_quotes(thing: Post | Topic) -> None:
    """Tell those who have a post open that quotes THING, whose words they may see no more, or again.

    Of a topic: wherever else its posts are quoted. Its own page hears of the topic itself.
    """
    for post in quoting(thing):
        announce(PostChanged.of(post.topic, post))


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


@dataclass(frozen=True)
class PostHidden(Event):
    """A coordinator hid a post: who saw its text, and may not any more, is told that it is gone."""

    kind: ClassVar[str] = "post_hidden"

    @classmethod
    def of(cls, topic: Topic, post: Post, was: frozenset[int]) -> "PostHidden":
        return cls(thing=post, ids={**_ids(topic), "post": post.public_id}, was=was)


@dataclass(frozen=True)
class PostShown(Event):
    """A hidden post is shown again."""

    kind: ClassVar[str] = "post_shown"

    @classmethod
    def of(cls, topic: Topic, post: Post) -> "PostShown":
        return cls(thing=post, ids={**_ids(topic), "post": post.public_id})


@dataclass(frozen=True)
class PostErased(Event):
    """The text of a post is gone from everybody; the place stays."""

    kind: ClassVar[str] = "post_erased"

    @classmethod
    def of(cls, topic: Topic, post: Post) -> "PostErased":
        return cls(thing=post, ids={**_ids(topic), "post": post.public_id})


@dataclass(frozen=True)
class TopicShared(Event):
    """Another network reads a topic from now on."""

    kind: ClassVar[str] = "topic_shared"

    @classmethod
    def of(cls, offer: Offer) -> "TopicShared":
        return cls(thing=offer, ids={"topic": offer.topic.public_id})


@dataclass(frozen=True)
class OfferChanged(Event):
    """An offer was declined or withdrawn: who read the topic by it and may not any more is told."""

    kind: ClassVar[str] = "offer_changed"

    @classmethod
    def of(cls, offer: Offer, was: frozenset[int]) -> "OfferChanged":
        return cls(thing=offer.topic, ids={"topic": offer.topic.public_id}, was=was)


@dataclass(frozen=True)
class TopicMoved(Event):
    """A topic stands in another forum, and perhaps in another network: who read it in the old place alone is told."""

    kind: ClassVar[str] = "topic_moved"

    @classmethod
    def of(cls, topic: Topic, was: frozenset[int]) -> "TopicMoved":
        return cls(thing=topic, ids={"topic": topic.public_id}, was=was)


@dataclass(frozen=True)
class TopicMerged(Event):
    """All of a topic went into another one: nobody reads it under its own number any more."""

    kind: ClassVar[str] = "topic_merged"

    @classmethod
    def of(cls, topic: Topic, was: frozenset[int]) -> "TopicMerged":
        return cls(thing=topic, ids={"topic": topic.public_id}, was=was)


@dataclass(frozen=True)
class PostsMoved(Event):
    """Posts came into a topic or left it, and others have other numbers: an open page of it is out of date."""

    kind: ClassVar[str] = "posts_moved"

    @classmethod
    def of(cls, topic: Topic) -> "PostsMoved":
        return cls(thing=topic, ids={"topic": topic.public_id})


def _ids(topic: Topic) -> dict[str, str]:
    return {"topic": topic.public_id, "forum": topic.forum.public_id}


@dataclass(frozen=True)
class PostHelped(Event):
    """Another number of members than before say that a post helped them."""

    kind: ClassVar[str] = "post_helped"

    @classmethod
    def of(cls, post: Post) -> "PostHelped":
        return cls(thing=post, ids={**_ids(post.topic), "post": post.public_id})


@dataclass(frozen=True)
class PollChanged(Event):
    """Somebody voted, or a poll was ended."""

    kind: ClassVar[str] = "poll_changed"

    @classmethod
    def of(cls, poll: Poll) -> "PollChanged":
        return cls(thing=poll.post, ids={**_ids(poll.post.topic), "post": poll.post.public_id})
