"""Examples of what handling codes, offers, hiding and asking from outside do to a topic and all that hangs on it."""

from datetime import timedelta

from django.utils import timezone

from forum.models import (
    Attachment,
    Bookmark,
    Erasure,
    Flag,
    Follow,
    Helped,
    Hold,
    Mention,
    ModerationAct,
    NamedAuthority,
    NamedMember,
    Offer,
    Poll,
    PollChoice,
    Post,
    PostVersion,
    Quote,
    StatusChange,
    Topic,
    Vote,
)
from network.models import Network
from network.models.identity import new_public_id
from tests.access.things import examples, who
from tests.factories import forum as make
from writing.models import StoredFile


def coded(people, ocean):
    """Ana's topics of every code, in her network and in one marked for observers; offered, shared, asked, merged."""
    now = timezone.now()
    ana, ben, chloe, dara = (who(people, name) for name in ("ana", "ben", "chloe", "dara"))
    other = Network.objects.exclude(pk=ocean.pk).first()
    places = [make.forum(ocean, "coded-own"), make.forum(ocean, "coded-open", for_observers=True)]
    found = []
    for place in places:
        for code in Topic.Code.values:
            topic = make.topic(place, ana, posts=3)
            Topic.objects.filter(pk=topic.pk).update(code=code)
            NamedMember.objects.create(topic=topic, membership=ana, named_by=ana, named_at=now)
            NamedMember.objects.create(topic=topic, membership=dara, named_by=ana, named_at=now)
            NamedAuthority.objects.create(topic=topic, authority=ben.authority, named_by=ana, named_at=now)
            found.append(topic)
    there = make.forum(other, "coded-other", takes_offers=True)
    for status in Offer.Status.values:
        topic = make.topic(places[0], chloe, posts=2)
        agreed = None if status == Offer.Status.PROPOSED else now
        Offer.objects.create(
            topic=topic,
            network=other,
            forum=there,
            status=status,
            proposed_by=chloe,
            proposed_at=now,
            consented_at=agreed,
        )
        found.append(topic)
    asked = make.topic(there, ana, posts=2)
    Topic.objects.filter(pk=asked.pk).update(asked_by=ana.authority)
    merged = make.topic(places[0], ana, posts=1)
    Topic.objects.filter(pk=merged.pk).update(merged_into=asked)
    found += [asked, merged]
    return list(Topic.objects.filter(pk__in=[topic.pk for topic in found]).select_related("forum"))


def written(people, ocean):
    """The posts of these: with the topic's code and with each of their own, shown and hidden."""
    posts = list(Post.objects.filter(topic__in=coded(people, ocean)).order_by("topic_id", "seq"))
    codes = ["", *Topic.Code.values]
    for place, post in enumerate(posts):
        code = codes[place % len(codes)]
        hidden = timezone.now() if place % 4 == 3 else None
        Post.objects.filter(pk=post.pk).update(code=code, hidden_at=hidden)
    return Post.objects.filter(pk__in=[post.pk for post in posts]).select_related("topic__forum")


@examples(NamedMember)
def named_members(people, ocean):
    return NamedMember.objects.filter(topic__in=coded(people, ocean))


@examples(NamedAuthority)
def named_authorities(people, ocean):
    return NamedAuthority.objects.filter(topic__in=coded(people, ocean))


@examples(Offer)
def offers(people, ocean):
    return Offer.objects.filter(topic__in=coded(people, ocean))


@examples(StatusChange)
def status_changes(people, ocean):
    return [
        StatusChange.objects.create(topic=topic, at=timezone.now(), status="solved") for topic in coded(people, ocean)
    ]


@examples(PostVersion)
def versions(people, ocean):
    now = timezone.now()
    return [
        PostVersion.objects.create(post=post, number=1, body="before", written_at=now, replaced_at=now)
        for post in written(people, ocean)
    ]


@examples(Mention)
def mentions(people, ocean):
    return [
        Mention.objects.create(post=post, place=0, membership=who(people, "ana")) for post in written(people, ocean)
    ]


@examples(Quote)
def quotes(people, ocean):
    posts = list(written(people, ocean))
    return [
        Quote.objects.create(post=post, place=0, quoted=quoted, excerpt="words")
        for post, quoted in zip(posts, reversed(posts), strict=True)
    ]


@examples(Attachment)
def attachments(people, ocean):
    codes = ["", *Topic.Code.values]
    return [
        Attachment.objects.create(
            post=post, position=0, file=stored(people), name="a.pdf", code=codes[place % 5], at=timezone.now()
        )
        for place, post in enumerate(written(people, ocean))
    ]


def stored(people):
    return StoredFile.objects.create(
        owner=who(people, "ana"), name="a.pdf", announced=1, stored=new_public_id(), created_at=timezone.now()
    )


def polls_of(people, ocean):
    until = timezone.now() + timedelta(days=1)
    return [
        Poll.objects.create(post=post, question="When?", voter="member", until=until) for post in written(people, ocean)
    ]


@examples(Poll)
def polls(people, ocean):
    return polls_of(people, ocean)


@examples(PollChoice)
def choices(people, ocean):
    return [PollChoice.objects.create(poll=poll, position=0, label="Now") for poll in polls_of(people, ocean)]


@examples(Vote)
def votes(people, ocean):
    return [
        Vote.objects.create(poll=choice.poll, choice=choice, membership=who(people, "ana"), at=timezone.now())
        for choice in choices(people, ocean)
    ]


@examples(ModerationAct)
def moderation_acts(people, ocean):
    now = timezone.now()
    posts = list(written(people, ocean))
    acts = [
        ModerationAct.objects.create(
            network=ocean, act="hidden", role="coordinator", at=now, topic=post.topic, post=post
        )
        for post in posts
    ]
    acts += [
        ModerationAct.objects.create(network=ocean, act="locked", role="coordinator", at=now, topic=topic)
        for topic in {post.topic for post in posts}
    ]
    acts += [
        ModerationAct.objects.create(
            **place, network=ocean, act="code_raised", role="coordinator", at=now, file_code=code
        )
        for place in [
            *({"topic": post.topic, "post": post} for post in posts),
            # Where the topic was removed for its age, and where the post was split off.
            *({"post": post} for post in posts),
            *(
                {"topic": topic, "post": post}
                for topic, post in zip({post.topic for post in posts}, posts, strict=False)
            ),
            {"topic": posts[0].topic},
        ]
        for code in ["", *Topic.Code.values]
    ]
    return [*acts, ModerationAct.objects.create(network=ocean, act="point_ended", role="coordinator", at=now)]


@examples(Flag)
def flags(people, ocean):
    return [
        Flag.objects.create(
            post=post,
            network=ocean,
            flagged_by=who(people, "chloe"),
            kind="other",
            at=timezone.now(),
            to_secretariat=place % 3 == 1,
            status="second" if place % 3 == 2 else "open",
        )
        for place, post in enumerate(written(people, ocean))
    ]


@examples(Erasure)
def erasures(people, ocean):
    return [
        Erasure.objects.create(post=post, reason="a number", asked_by=who(people, "chloe"), asked_at=timezone.now())
        for post in written(people, ocean)
    ]


@examples(Hold)
def holds(people, ocean):
    return [
        Hold.objects.create(topic=topic, reason="a case", asked_by=who(people, "chloe"), asked_at=timezone.now())
        for topic in coded(people, ocean)
    ]


@examples(Follow)
def follows(people, ocean):
    return [
        Follow.objects.create(membership=who(people, name), topic=topic, level="watch")
        for topic in coded(people, ocean)
        for name in ("chloe", "dara")
    ]


@examples(Bookmark)
def bookmarks(people, ocean):
    return [
        Bookmark.objects.create(membership=who(people, name), post=post, at=timezone.now())
        for post in written(people, ocean)
        for name in ("chloe", "dara")
    ]


@examples(Helped)
def helped(people, ocean):
    return [
        Helped.objects.create(membership=who(people, name), post=post, at=timezone.now())
        for post in written(people, ocean)
        for name in ("chloe", "dara")
    ]
