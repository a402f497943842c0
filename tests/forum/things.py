"""Examples of the forum's models for the property of both sides, and what stands in its addresses."""

from datetime import timedelta

from django.utils import timezone

from forum.models import Attachment, Forum, ForumMark, Offer, Poll, Post, ReadMark, RequestedBody, SearchRow, Topic
from forum.search.index import reindex_posts
from network.models import Network
from tests.access.things import address, examples, who
from tests.factories import forum as make
from tests.forum import order_things  # noqa: F401 - registers its addresses
from tests.forum.coded_things import attachments, coded, written
from writing.files import store
from writing.models import StoredFile


def places(people, ocean):
    """A forum of Ana's network, one of another, one marked for observers."""
    other = Network.objects.exclude(pk=ocean.pk).first()
    return [
        make.forum(ocean, "thing-own"),
        make.forum(other, "thing-other"),
        make.forum(ocean, "thing-open", for_observers=True),
        make.forum(other, "thing-both", for_observers=True, closed_at=timezone.now()),
    ]


def discussed(people, ocean):
    """A topic of Ana's in each, with two posts, which names Chloé's State."""
    body = who(people, "chloe").authority.body
    return [make.topic(place, who(people, "ana"), posts=2, requested=[body]) for place in places(people, ocean)]


@examples(Forum)
def forums(people, ocean):
    return places(people, ocean)


@examples(Topic)
def topics(people, ocean):
    return [*discussed(people, ocean), *coded(people, ocean)]


@examples(Post)
def posts(people, ocean):
    return [*Post.objects.filter(topic__in=discussed(people, ocean)), *written(people, ocean)]


@examples(RequestedBody)
def requested(people, ocean):
    named = [
        RequestedBody.objects.create(topic=topic, body=who(people, "chloe").authority.body, forum=topic.forum)
        for topic in coded(people, ocean)
    ]
    return [*RequestedBody.objects.filter(topic__in=discussed(people, ocean)), *named]


@examples(ReadMark)
def read_marks(people, ocean):
    return [
        ReadMark.objects.create(membership=who(people, name), topic=topic, seq=1)
        for topic in discussed(people, ocean)
        for name in ("chloe", "dara")
    ]


@examples(ForumMark)
def forum_marks(people, ocean):
    return [
        ForumMark.objects.create(membership=who(people, name), forum=place, at=timezone.now())
        for place in places(people, ocean)
        for name in ("chloe", "dara")
    ]


def asked(people, ocean):
    """Ana's question in Ana's network, the same for every address."""
    found = Topic.objects.filter(forum__key="addressed").first()
    return found or make.topic(make.forum(ocean, "addressed"), who(people, "ana"), posts=3)


@address("forum")
def forum_address(people, ocean):
    return {"public_id": asked(people, ocean).forum.public_id}


@address("topic")
def topic_address(people, ocean):
    return {"public_id": asked(people, ocean).public_id}


@address("post")
def post_address(people, ocean):
    return {"public_id": asked(people, ocean).posts.get(seq=2).public_id}


@address("post_part")
def post_part_address(people, ocean):
    return {"public_id": asked(people, ocean).public_id, "seq": 2}


@address("reply_place")
def reply_place_address(people, ocean):
    return {"key": "reply", "public_id": asked(people, ocean).public_id}


@examples(SearchRow)
def search_rows(people, ocean):
    """The rows of everything that was written, and of the files in it."""
    with_files = [file.post for file in attachments(people, ocean)]
    Post.objects.filter(pk__in=[post.pk for post in with_files]).update(holds="f")
    posts = [*discussed_posts(people, ocean), *with_files]
    reindex_posts([post.pk for post in posts if post.topic.merged_into_id is None])
    rows = list(SearchRow.objects.filter(post__in=posts).select_related("post__topic__forum", "attachment"))
    # Hidden since: the row stands until the job has come.
    Post.objects.filter(pk=rows[0].post_id).update(hidden_at=timezone.now())
    return list(SearchRow.objects.filter(pk__in=[row.pk for row in rows]).select_related("post__topic", "attachment"))


def discussed_posts(people, ocean):
    return list(Post.objects.filter(topic__in=discussed(people, ocean)))


@address("offer")
def offer_address(people, ocean):
    """Dara's topic, offered to Ana's network by herself."""
    dara, now = who(people, "dara"), timezone.now()
    other = Network.objects.exclude(pk=ocean.pk).first()
    offered = make.topic(make.forum(other, "addressed-offer"), dara)
    offer = Offer.objects.create(
        topic=offered, network=ocean, status="offered", proposed_by=dara, proposed_at=now, consented_at=now
    )
    return {"public_id": offer.public_id}


@address("poll")
def poll_address(people, ocean):
    """The poll in the opening of Ana's question."""
    post = asked(people, ocean).posts.get(seq=1)
    until = timezone.now() + timedelta(days=1)
    found = Poll.objects.filter(post=post).first()
    found = found or Poll.objects.create(post=post, question="When?", voter="member", until=until)
    return {"public_id": found.public_id}


@address("attachment")
def attachment_address(people, ocean):
    """A file in Ana's question, whose bytes are there."""
    post = asked(people, ocean).posts.get(seq=1)
    file = StoredFile.objects.create(
        owner=who(people, "ana"),
        name="a.txt",
        media_type="text/plain",
        announced=5,
        received=5,
        size=5,
        stored=store.new_name(),
        status="ready",
        attached=True,
        created_at=timezone.now(),
    )
    store.write_piece(file.stored, 0, b"words")
    store.keep(file.stored, anew=False)
    attached = Attachment.objects.create(post=post, position=0, file=file, name=file.name, at=timezone.now())
    return {"public_id": attached.public_id}
