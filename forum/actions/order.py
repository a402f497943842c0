"""The record of moderation: every act with its role and reason, for the network's members and for the audit."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access.order import can_record_act
from forum.models import ModerationAct, Post, Topic
from network import audit
from network.guard import require
from network.models import ContactPoint, Membership, Network
from network.readers import Reader

Act = ModerationAct.Act
LONGEST_REASON = 500
# What each act is called in the audit.
AUDITED = {
    Act.HIDDEN: "post_hidden",
    Act.SHOWN: "post_shown",
    Act.LOCKED: "topic_locked",
    Act.UNLOCKED: "topic_unlocked",
    Act.PINNED: "topic_pinned",
    Act.UNPINNED: "topic_unpinned",
    Act.MOVED: "topic_moved",
    Act.SPLIT: "topic_split",
    Act.MERGED: "topics_merged",
    Act.SLOWED: "topic_slowed",
    Act.CODE_RAISED: "code_raised",
    Act.ERASED: "post_erased",
    Act.HELD: "topic_held",
    Act.RELEASED: "topic_released",
    Act.JUDGED: "report_judged",
}
# What is done to the words of others or to their topic is done with a reason.
EXPLAINED = {
    *(Act.HIDDEN, Act.SHOWN, Act.LOCKED, Act.UNLOCKED, Act.PINNED, Act.UNPINNED),
    *(Act.MOVED, Act.SPLIT, Act.MERGED, Act.SLOWED, Act.CODE_RAISED, Act.JUDGED),
}


@transaction.atomic
def record_act(
    *,
    actor: Reader,
    network: Network,
    act: str,
    role: str,
    reason: str,
    topic: Topic | None = None,
    post: Post | None = None,
    file_code: str = "",
    contact_point: ContactPoint | None = None,
) -> ModerationAct:
    """Write ACT (of ModerationAct.Act) into the log that members of NETWORK read, and into the audit.

    ROLE is as what the actor acted. The act itself has asked whether he may, in the same transaction. A contact point
    that has ended stands in the audit already: the network wrote it there. FILE_CODE is what a file of POST was made.
    Raises ValidationError where an act of EXPLAINED has no reason.
    """
    require(can_record_act, actor, network)
    if act in EXPLAINED and not reason.strip():
        raise ValidationError(_("Say why: it stands in the moderation log."))
    if post is not None and topic is None:
        topic = post.topic
    if act in AUDITED:
        subject = post or topic or network
        audit.record(AUDITED[Act(act)], actor=actor, subject=subject, duty="content", network=network, words=reason)
    kept: ModerationAct = ModerationAct.objects.create(
        network=network,
        act=act,
        actor=actor if isinstance(actor, Membership) else None,
        role=role,
        reason=reason[:LONGEST_REASON],
        at=timezone.now(),
        topic=topic,
        post=post,
        file_code=file_code,
        contact_point=contact_point,
    )
    return kept
