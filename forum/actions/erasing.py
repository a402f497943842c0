"""A post is erased: one asks, a second person does it or declines, and only the place is left."""

from collections.abc import Sequence
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.access import COORDINATOR
from forum.access.keeping import asked_as, can_ask_erasure, can_decide_erasure
from forum.actions.order import record_act
from forum.events import PostErased, TopicChanged, tell_quotes
from forum.models import Erasure, ModerationAct, Post
from forum.querysets.counts import recount, weigh_answers
from forum.querysets.emptying import empty, empty_opening, is_held, remove_bytes
from forum.querysets.locks import locked_post
from forum.search.index import forget_post
from forum.search.jobs import index_post
from live.outbox import announce
from network import audit
from network.access import SECRETARIAT
from network.conflicts import Conflict
from network.guard import require
from network.models import ContactPoint, Membership
from network.querysets import current
from notices.actions import hear

ERASED_ALREADY = _("This post was erased already.")
ASKED_ALREADY = _("Somebody has asked already that this post be erased. It waits for a second person.")
DECIDED_ALREADY = _("Somebody else has decided on this in the meantime.")
HELD = _("A hold stands on this topic: nothing of it is erased until two persons end the hold.")


@transaction.atomic
def ask_erasure(*, actor: Membership, post: Post, reason: str) -> Erasure:
    """The author, the author's authority or the coordinator asks that a post be erased; second persons hear of it."""
    post = locked_post(post)
    require(can_ask_erasure, actor, post)
    topic = post.topic
    if post.erased_at is not None:
        raise Conflict(ERASED_ALREADY)
    if is_held(topic):
        raise Conflict(HELD)
    try:
        with transaction.atomic():
            erasure: Erasure = Erasure.objects.create(post=post, reason=reason, asked_by=actor, asked_at=timezone.now())
    except IntegrityError as error:
        raise Conflict(ASKED_ALREADY) from error
    network = topic.forum.network
    audit.record("erasure_asked", actor=actor, subject=post, duty="content", network=network, words=reason)
    group = f"network:{network.pk}"
    hear(actor=actor, kind="erasure_waits", thing=erasure, group=group, membership_ids=_second_persons(post))
    return erasure


@transaction.atomic
def erase_post(*, actor: Membership, erasure: Erasure) -> Post:
    """A second person erases: text, versions, files, quotes, mentions, poll, findings and drafts are gone for good.

    The place stays, with when and at whose request. Bytes of files are removed after the commit.
    """
    erasure = _locked(erasure)
    post = erasure.post = locked_post(erasure.post)
    topic = post.topic
    require(can_decide_erasure, actor, erasure)
    if erasure.status != Erasure.Status.ASKED:
        raise Conflict(DECIDED_ALREADY)
    if is_held(topic):
        raise Conflict(HELD)
    post.erased_at = timezone.now()
    files = empty(post)
    if post.seq == 1:
        empty_opening(topic)
    weigh_answers(topic, actor, post.erased_at)
    recount(topic)
    forget_post(post.pk)
    index_post.enqueue(post.pk)
    _decide(actor, erasure, Erasure.Status.DONE)
    network, act, role = topic.forum.network, ModerationAct.Act.ERASED, asked_as(erasure)
    record_act(actor=actor, network=network, act=act, role=role, reason=erasure.reason, topic=topic, post=post)
    announce(PostErased.of(topic, post))
    tell_quotes(post)
    announce(TopicChanged.of(topic))
    transaction.on_commit(partial(remove_bytes, files))
    return post


@transaction.atomic
def decline_erasure(*, actor: Membership, erasure: Erasure, reason: str) -> None:
    """A second person declines, with a reason; whoever asked hears of it."""
    erasure = _locked(erasure)
    require(can_decide_erasure, actor, erasure)
    if erasure.status != Erasure.Status.ASKED:
        raise Conflict(DECIDED_ALREADY)
    _decide(actor, erasure, Erasure.Status.DECLINED)
    post, network = erasure.post, erasure.post.topic.network
    audit.record("erasure_declined", actor=actor, subject=post, duty="content", network=network, words=reason)


def _decide(actor: Membership, erasure: Erasure, status: str) -> None:
    erasure.status, erasure.decided_by, erasure.decided_at = status, actor, timezone.now()
    erasure.save(update_fields=["status", "decided_by", "decided_at"])
    group = f"erasure:{erasure.pk}"
    hear(actor=actor, kind="erasure_decided", thing=erasure, group=group, membership_ids=[erasure.asked_by_id])


def _locked(erasure: Erasure) -> Erasure:
    rows = Erasure.objects.select_for_update(of=("self",)).select_related(
        "post__topic__network", "post__author", "asked_by"
    )
    found: Erasure = rows.get(pk=erasure.pk)
    return found


def _second_persons(post: Post) -> Sequence[int]:
    network_id, authority_id = post.topic.network_id, post.author.authority_id
    places = ContactPoint.objects.filter(current(), network_id=network_id, role=COORDINATOR)
    officers = Membership.objects.filter(current(), SECRETARIAT, duty_content=True)
    managers = Membership.objects.filter(current(), role=Membership.Role.MANAGER, authority_id=authority_id)
    return [
        *places.values_list("membership_id", flat=True),
        *officers.values_list("pk", flat=True),
        *managers.values_list("pk", flat=True),
    ]
