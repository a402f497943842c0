"""Putting topics where they belong: moved to another forum, split in two, merged into one."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access.arranging import can_arrange, can_merge, can_move
from forum.access.coded import COORDINATOR, STRICTNESS, effective, own_code
from forum.actions.order import record_act
from forum.arranging import Answer, arranged, carried, joined, with_replies
from forum.events import PostsMoved, TopicAdded, TopicMerged, TopicMoved, tell_quotes
from forum.marks import Mark
from forum.models import (
    Flag,
    Forum,
    ModerationAct,
    NamedAuthority,
    NamedMember,
    Offer,
    Post,
    RequestedBody,
    Topic,
)
from forum.querysets.counts import recount
from forum.querysets.locks import locked
from forum.querysets.regroup import answers_in, copy_follows, keep_marks, marks_of, park, put
from forum.search.jobs import index_topic
from live.events import saw
from live.outbox import announce
from network.conflicts import Conflict
from network.guard import require
from network.models import Membership, Network
from network.models.identity import new_public_id
from writing.models import Draft

Act = ModerationAct.Act
STANDING = [Offer.Status.PROPOSED, Offer.Status.OFFERED, Offer.Status.ACCEPTED]


@transaction.atomic
def move_topic(*, actor: Membership, topic: Topic, forum: Forum, reason: str) -> Topic:
    """The coordinator puts TOPIC into another forum, with the author's consent also into another network that is his.

    Whoever reads the old place alone loses it at once; addresses of the topic and its posts stay what they are.
    """
    topic = locked(topic)
    forum = Forum.objects.select_related("network").get(pk=forum.pk)
    require(can_move, actor, topic, forum)
    if forum.pk == topic.forum_id:
        raise Conflict(_("The topic stands in this forum already."))
    was, before = saw(topic), topic.forum
    Forum.objects.filter(example=topic).update(example=None)
    topic.forum, topic.network_id = forum, forum.network_id
    topic.pinned, topic.pinned_at = False, None
    topic.save(update_fields=["forum", "network", "pinned", "pinned_at"])
    RequestedBody.objects.filter(topic=topic).update(forum=forum)
    _log(Act.MOVED, actor, before.network, topic, reason)
    if forum.network_id != before.network_id:
        _withdraw(topic, actor, forum.network_id)
        _move_flags(topic)
        _log(Act.MOVED, actor, forum.network, topic, reason)
    index_topic.enqueue(topic.pk)
    announce(TopicMoved.of(topic, was=was))
    tell_quotes(topic)
    return topic


@transaction.atomic
def split_topic(
    *,
    actor: Membership,
    topic: Topic,
    posts: Sequence[Post],
    title: str,
    reason: str,
    states: Collection[int] | None = None,
) -> Topic:
    """The coordinator puts POSTS and what answers them into a topic of their own, in the same forum.

    Whoever read them goes on reading them: the new topic has the same code, names and offers. Its author is that of its
    first post. It names the States that TOPIC names, or of these only STATES (numbers of bodies). It is open also when
    TOPIC is locked: it is split off so that the discussion can go on, and a lock is set with a reason of its own.
    Raises Conflict when the opening is among POSTS, or the first has a code of its own.
    """
    topic = locked(topic)
    require(can_arrange, actor, topic)
    there = answers_in(topic.pk)
    chosen = {post.pk for post in posts if post.topic_id == topic.pk}
    if not chosen:
        raise Conflict(_("Choose the posts that go into the new topic."))
    leaving = with_replies(there, chosen)
    going = [one for one in there if one.pk in leaving]
    staying = [one for one in there if one.pk not in leaving]
    if not staying or there[0].pk in chosen:
        raise Conflict(_("The opening stays. Choose posts below it."))
    if going[0].code:
        raise Conflict(_("The first of these posts has a handling code of its own. Choose another one to begin with."))
    marks = marks_of(topic.pk)
    new = _begun(topic, going[0], title, states)
    _regroup({topic.pk: staying, new.pk: going})
    for pk, posts_there in ((topic.pk, staying), (new.pk, going)):
        seqs = {one.seq: number for number, one in enumerate(posts_there, 1)}
        left = {reader: carried(mark, seqs) for reader, mark in marks.items()}
        keep_marks(pk, {reader: mark for reader, mark in left.items() if mark != Mark()})
    copy_follows(topic.pk, new.pk)
    recount(topic)
    recount(new)
    network = topic.forum.network
    _log(Act.SPLIT, actor, network, topic, reason)
    _log(Act.SPLIT, actor, network, new, reason)
    index_topic.enqueue(topic.pk)
    index_topic.enqueue(new.pk)
    announce(TopicAdded.of(new))
    announce(PostsMoved.of(topic))
    return new


@transaction.atomic
def merge_topics(*, actor: Membership, topic: Topic, target: Topic, reason: str) -> Topic:
    """The coordinator puts all posts of TOPIC below those of TARGET, in the order of their time.

    The old address leads to TARGET. Whoever read TOPIC and may not read TARGET loses it; nobody reads more than before.
    """
    first, second = sorted((topic, target), key=lambda one: one.pk)
    held = {one.pk: locked(one) for one in (first, second)}
    topic, target = held[topic.pk], held[target.pk]
    require(can_merge, actor, topic, target)
    was = saw(topic)
    coming = answers_in(topic.pk)
    marks, came = marks_of(target.pk), marks_of(topic.pk)
    last = target.last_seq
    codes = {code: own_code(target, effective(topic.code, code)) for code in ("", *STRICTNESS)}
    under = coming[0].pk if coming else None
    places = arranged(coming, last, under, codes)
    park(places)
    put(target.pk, places)
    merged = {reader: joined(mark, last, came[reader]) for reader, mark in marks.items() if reader in came}
    keep_marks(target.pk, {**marks, **merged})
    keep_marks(topic.pk, {})
    copy_follows(topic.pk, target.pk, without_mute=True)
    _lead_on(topic, target, actor)
    recount(topic)
    recount(target)
    _set_newest(target)
    network = target.forum.network
    _log(Act.MERGED, actor, network, target, reason)
    index_topic.enqueue(topic.pk)
    index_topic.enqueue(target.pk)
    announce(TopicMerged.of(topic, was=was))
    announce(PostsMoved.of(target))
    tell_quotes(target)
    return target


def _regroup(groups: dict[int, list[Answer]]) -> None:
    placed = {pk: arranged(posts) for pk, posts in groups.items()}
    park([place for places in placed.values() for place in places])
    for pk, places in placed.items():
        put(pk, places)


def _begun(topic: Topic, first: Answer, title: str, states: Collection[int] | None) -> Topic:
    """Return the new topic that begins with FIRST, read by the same people as TOPIC."""
    opening = Post.objects.get(pk=first.pk)
    requested = [pk for pk in topic.requested_ids if states is None or pk in states]
    keeps_requesting = states is None or topic.requesting_id in states
    new: Topic = Topic.objects.create(
        forum_id=topic.forum_id,
        network_id=topic.network_id,
        kind=topic.kind,
        title=title,
        language=opening.language,
        code=topic.code,
        author_id=opening.author_id,
        created_at=opening.created_at,
        asked_by_id=topic.asked_by_id,
        cooperation=topic.cooperation,
        requesting_id=topic.requesting_id if keeps_requesting else None,
        requested_ids=requested,
        slow_seconds=topic.slow_seconds,
        last_post_at=opening.created_at,
        last_author_id=opening.author_id,
    )
    RequestedBody.objects.bulk_create(
        [RequestedBody(topic=new, body_id=pk, forum_id=topic.forum_id) for pk in requested]
    )
    for model in (NamedMember, NamedAuthority):
        names = list(model.objects.filter(topic=topic))
        for name in names:
            name.pk, name.topic = None, new
        model.objects.bulk_create(names)
    offers = list(Offer.objects.filter(topic=topic, status__in=[Offer.Status.OFFERED, Offer.Status.ACCEPTED]))
    for offer in offers:
        offer.pk, offer.public_id, offer.topic = None, new_public_id(), new
    Offer.objects.bulk_create(offers)
    return new


def _lead_on(topic: Topic, target: Topic, actor: Membership) -> None:
    """Let every address that led to TOPIC lead to TARGET, and nothing of it wait for anybody any more."""
    Topic.objects.filter(merged_into=topic).update(merged_into=target)
    Forum.objects.filter(example=topic).update(example=None)
    topic.merged_into, topic.pinned, topic.pinned_at = target, False, None
    topic.save(update_fields=["merged_into", "pinned", "pinned_at"])
    RequestedBody.objects.filter(topic=topic).update(is_open=False)
    _withdraw(topic, actor)
    drafts = Draft.objects.filter(label=Topic._meta.label, thing_id=topic.pk, place=f"reply:{topic.public_id}")
    place = f"reply:{target.public_id}"
    taken = Draft.objects.filter(place=place).values_list("membership_id", flat=True)
    # Who has begun a reply to both keeps both; that to the old topic stands alone.
    drafts.exclude(membership_id__in=list(taken)).update(place=place, thing_id=target.pk)


def _set_newest(topic: Topic) -> None:
    """Let lists show the newest post by its time: what was appended may be older than what stood there."""
    newest = Post.objects.filter(topic=topic, code="").order_by("-created_at", "-seq").first()
    if newest is not None:
        topic.last_post_at, topic.last_author_id = newest.created_at, newest.author_id
        topic.save(update_fields=["last_post_at", "last_author"])


def _withdraw(topic: Topic, actor: Membership, network_id: int | None = None) -> None:
    offers = Offer.objects.filter(topic=topic, status__in=STANDING)
    if network_id is not None:
        offers = offers.filter(network_id=network_id)
    offers.update(status=Offer.Status.WITHDRAWN, decided_by=actor, decided_at=timezone.now())


def _move_flags(topic: Topic) -> None:
    """Reports that nobody has judged are judged where the posts stand now."""
    open_ones = Flag.objects.filter(post__topic=topic, status__in=[Flag.Status.OPEN, Flag.Status.SECOND])
    open_ones.update(network_id=topic.network_id)


def _log(act: str, actor: Membership, network: Network, topic: Topic, reason: str) -> None:
    record_act(actor=actor, network=network, act=act, role=str(COORDINATOR), reason=reason, topic=topic)
