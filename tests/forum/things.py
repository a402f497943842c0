"""Examples of what stands in a forum, for the tests of access."""

from django.utils import timezone

from forum.models import Forum, ForumMark, Post, ReadMark, RequestedBody, Topic
from network.models import Network
from tests.access.things import address, examples, who
from tests.factories import forum as make
from tests.personas import body


@examples(Forum)
def forums(people, ocean):
    sahel = Network.objects.exclude(pk=ocean.pk).get()
    return [
        make.forum(ocean, "requests"),
        make.forum(ocean, "for-observers", for_observers=True),
        make.forum(ocean, "closed", closed_at=timezone.now()),
        make.forum(sahel, "requests"),
        make.forum(sahel, "for-observers", for_observers=True),
    ]


@examples(Topic)
def topics(people, ocean):
    return [
        make.topic(forum, who(people, author), requested=[body("FR", "France")])
        for forum in forums(people, ocean)
        for author in ("ana", "eve")
    ]


@examples(Post)
def posts(people, ocean):
    return Post.objects.filter(topic__in=topics(people, ocean))


@examples(RequestedBody)
def requested(people, ocean):
    return RequestedBody.objects.filter(topic__in=topics(people, ocean))


@examples(ReadMark)
def read_marks(people, ocean):
    topic = make.topic(make.forum(ocean), who(people, "ana"))
    return [
        ReadMark.objects.create(topic=topic, membership=who(people, name), seq=1) for name in ("ana", "sara", "eve")
    ]


@examples(ForumMark)
def forum_marks(people, ocean):
    forum = make.forum(ocean)
    return [
        ForumMark.objects.create(forum=forum, membership=who(people, name), at=timezone.now())
        for name in ("ana", "sara", "eve")
    ]


@address("forum")
def forum_address(people, ocean):
    return {"public_id": _example(people, ocean).forum.public_id}


@address("topic")
def topic_address(people, ocean):
    return {"public_id": _example(people, ocean).public_id}


@address("post")
def post_address(people, ocean):
    return {"public_id": _example(people, ocean).posts.get().public_id}


def _example(people, ocean):
    """Ana's topic with one post; the same for all addresses."""
    found = Topic.objects.filter(network=ocean).first()
    return found or make.topic(make.forum(ocean, "of-the-matrix"), who(people, "ana"))
