"""Handling codes: made stricter, made wider, and who is named where they let only those read."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access.coded import COORDINATOR, STRICTNESS, Code, effective, is_stricter, members_inside, own_code
from forum.access.codes import (
    WHY_STRICTER,
    can_lower_code,
    can_lower_file_code,
    can_lower_post_code,
    can_name,
    can_name_coordinator,
    can_raise_code,
    can_raise_file_code,
    can_raise_post_code,
)
from forum.access.speaking import says_why
from forum.actions.order import record_act
from forum.events import CodeChanged, PostChanged, PostCodeChanged, tell_quotes
from forum.models import Attachment, ModerationAct, NamedAuthority, NamedMember, Offer, Post, Topic
from forum.querysets.counts import recount
from forum.querysets.locks import locked, locked_post
from forum.querysets.naming import put_author, put_names
from forum.search.jobs import index_post, index_topic
from live.events import saw
from live.outbox import announce
from network import audit
from network.conflicts import Conflict
from network.guard import require
from network.models import Authority, ContactPoint, Membership
from network.querysets import current
from network.readers import Reader


@transaction.atomic
def set_topic_code(
    *,
    actor: Reader,
    topic: Topic,
    code: str,
    members: Sequence[Membership] = (),
    authorities: Sequence[Authority] = (),
    reason: str = "",
) -> Topic:
    """The author or a coordinator makes the code of a topic stricter, the author alone wider; it holds at once.

    Who makes it stricter and does not speak for the author gives a REASON, which the network reads (ValidationError).
    MEMBERS and AUTHORITIES are named on the topic beside those who are. Who no longer sees it loses it on open pages
    too. Made stricter than AMBER it is withdrawn from the networks to which it was offered.
    """
    topic = locked(topic)
    is_raised = is_stricter(code, topic.code)
    require(can_raise_code if is_raised else can_lower_code, actor, topic)
    if code == topic.code or code not in Code.values:
        return topic
    moderates = is_raised and _asked_why(actor, topic.author, reason)
    was = saw(topic)
    put_author(topic)
    if members or authorities:
        _name(actor, topic, members, authorities)
    topic.code = code
    topic.save(update_fields=["code"])
    if is_stricter(code, Code.AMBER):
        _withdraw_offers(actor, topic)
    if moderates:
        _moderate(actor, topic, None, reason)
    else:
        _record("code_raised" if is_raised else "code_lowered", actor, topic)
    announce(CodeChanged.of(topic, was=was))
    tell_quotes(topic)
    index_topic.enqueue(topic.pk)
    return topic


@transaction.atomic
def set_post_code(*, actor: Reader, post: Post, code: str, reason: str = "") -> Post:
    """The same for one post: CODE is stricter than the topic's, or "" for the topic's own."""
    post = locked_post(post)
    topic = post.topic
    own = own_code(topic, code)
    is_raised = is_stricter(own or topic.code, post.code or topic.code)
    require(can_raise_post_code if is_raised else can_lower_post_code, actor, post)
    if post.seq == 1:
        raise Conflict(_("The first post has the code of its topic. Change that of the topic."))
    if own == post.code:
        return post
    moderates = is_raised and _asked_why(actor, post.author, reason)
    was = saw(post)
    post.code = own
    post.save(update_fields=["code"])
    recount(topic)
    if moderates:
        _moderate(actor, topic, post, reason)
    else:
        _record("post_code_raised" if is_raised else "post_code_lowered", actor, topic)
    announce(PostCodeChanged.of(topic, post, was=was))
    tell_quotes(post)
    index_post.enqueue(post.pk)
    return post


@transaction.atomic
def set_file_code(*, actor: Reader, attachment: Attachment, code: str, reason: str = "") -> Attachment:
    """The same for one file: CODE is stricter than its post's, or "" for the post's own. Open pages follow at once."""
    post = locked_post(attachment.post)
    topic = post.topic
    attachment = Attachment.objects.get(pk=attachment.pk)
    attachment.post = post
    binds = post.code or topic.code
    own = code if is_stricter(code, binds) else ""
    is_raised = is_stricter(own or binds, effective(binds, attachment.code))
    require(can_raise_file_code if is_raised else can_lower_file_code, actor, attachment)
    if own == attachment.code:
        return attachment
    moderates = is_raised and _asked_why(actor, post.author, reason)
    attachment.code = own
    attachment.save(update_fields=["code"])
    if is_raised:
        _bind_acts(post, own)
    if moderates:
        _moderate(actor, topic, post, reason, file_code=own)
    else:
        _record("file_code_raised" if is_raised else "file_code_lowered", actor, topic)
    announce(PostChanged.of(topic, post))
    index_post.enqueue(post.pk)
    return attachment


@transaction.atomic
def name_on_topic(
    *, actor: Reader, topic: Topic, members: Sequence[Membership] = (), authorities: Sequence[Authority] = ()
) -> None:
    """The author names who may read, beside those who are named already; they read from now on."""
    topic = locked(topic)
    require(can_name, actor, topic)
    _name(actor, topic, members, authorities)
    announce(CodeChanged.of(topic, was=frozenset()))
    tell_quotes(topic)
    index_topic.enqueue(topic.pk)


@transaction.atomic
def unname_on_topic(
    *, actor: Reader, topic: Topic, members: Sequence[Membership], authorities: Sequence[Authority]
) -> None:
    """The author takes names off a topic; never his own nor his authority's."""
    topic = locked(topic)
    require(can_name, actor, topic)
    was = saw(topic)
    NamedMember.objects.filter(topic=topic, membership__in=members).exclude(membership_id=topic.author_id).delete()
    own = topic.author.authority_id
    NamedAuthority.objects.filter(topic=topic, authority__in=authorities).exclude(authority_id=own).delete()
    announce(CodeChanged.of(topic, was=was))
    tell_quotes(topic)
    index_topic.enqueue(topic.pk)


@transaction.atomic
def call_in_coordinator(*, actor: Membership, topic: Topic, coordinator: Membership) -> None:
    """A member named on a topic names a coordinator of its network, whom RED and AMBER+STRICT bind like anybody."""
    topic = locked(topic)
    require(can_name_coordinator, actor, topic)
    places = ContactPoint.objects.filter(
        current(), network_id=topic.network_id, membership=coordinator, role=ContactPoint.Role.COORDINATOR
    )
    if not places.exists():
        raise Conflict(_("Only a coordinator of the network can be called in."))
    offices = [coordinator.authority_id] if topic.code == Code.AMBER_STRICT else []
    put_names(topic, actor.pk, [coordinator.pk], offices)
    announce(CodeChanged.of(topic, was=frozenset()))
    tell_quotes(topic)
    index_topic.enqueue(topic.pk)


def _name(actor: Reader, topic: Topic, members: Sequence[Membership], authorities: Sequence[Authority]) -> None:
    """Name those who could read the topic under AMBER; others would learn by it that there is such a network."""
    inside = Membership.objects.filter(current(), members_inside(topic))
    known = set(inside.filter(pk__in=[one.pk for one in members]).values_list("pk", flat=True))
    offices = set(inside.filter(authority__in=authorities).values_list("authority_id", flat=True))
    if known != {one.pk for one in members} or offices != {one.pk for one in authorities}:
        raise Conflict(_("Somebody you chose does not take part where this topic stands. Choose again."))
    by = actor.pk if isinstance(actor, Membership) else topic.author_id
    put_names(topic, by, sorted(known), sorted(offices))


def _withdraw_offers(actor: Reader, topic: Topic) -> None:
    standing = [Offer.Status.PROPOSED, Offer.Status.OFFERED, Offer.Status.ACCEPTED]
    by = actor if isinstance(actor, Membership) else None
    Offer.objects.filter(topic=topic, status__in=standing).update(
        status=Offer.Status.WITHDRAWN, decided_by=by, decided_at=timezone.now()
    )


def _asked_why(actor: Reader, author: Membership, reason: str) -> bool:
    """Return whether ACTOR says why, which REASON does then; without one nothing is changed."""
    if not says_why(actor, author):
        return False
    if not reason.strip():
        raise ValidationError(WHY_STRICTER)
    return True


def _bind_acts(post: Post, code: str) -> None:
    """What the log says of files of POST is for no more than CODE lets read, which one of them has now."""
    wider = STRICTNESS[STRICTNESS.index(code) + 1 :]
    ModerationAct.objects.filter(post=post, file_code__in=wider).update(file_code=code)


def _moderate(actor: Reader, topic: Topic, post: Post | None, reason: str, file_code: str = "") -> None:
    """A coordinator made the code of somebody else's words stricter: the network reads that, as far as it sees them."""
    record_act(
        actor=actor,
        network=topic.forum.network,
        act=ModerationAct.Act.CODE_RAISED,
        role=str(COORDINATOR),
        reason=reason,
        topic=topic,
        post=post,
        file_code=file_code,
    )


def _record(act: str, actor: Reader, topic: Topic) -> None:
    audit.record(act, actor=actor, subject=topic, duty="content", network=topic.forum.network)
