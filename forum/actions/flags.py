"""Reports: a member says that something is wrong with a post; somebody who may judges, where needed two."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.access import COORDINATOR
from forum.access.order import can_flag, can_judge, is_of_own_state, judges_as
from forum.actions.hiding import hide_after_report
from forum.actions.order import record_act
from forum.models import Flag, ModerationAct, Post
from forum.querysets.locks import locked_post
from network.access import SECRETARIAT
from network.conflicts import Conflict
from network.guard import require
from network.models import ContactPoint, Membership
from network.querysets import current
from notices.actions import hear

REPORTED_ALREADY = _("You have reported this post already. It waits to be judged.")
JUDGED_MEANWHILE = _("Somebody else has judged this report in the meantime. Read what is there now before you judge.")
Status = Flag.Status


@transaction.atomic
def flag_post(*, actor: Membership, post: Post, kind: str, words: str = "", concerns_coordinator: bool = False) -> Flag:
    """Any practitioner who sees a post reports it to the coordinators of its network, who hear of it.

    It goes to the secretariat instead, unseen by coordinators, where it concerns one: the author is one, the reporter
    says so, or is one himself and would judge his own report.
    """
    post = locked_post(post)
    require(can_flag, actor, post)
    network = post.topic.forum.network
    coordinators = set(_coordinators(network.pk))
    to_secretariat = concerns_coordinator or bool(coordinators & {post.author_id, actor.pk}) or not coordinators
    try:
        with transaction.atomic():
            flag: Flag = Flag.objects.create(
                post=post,
                network=network,
                flagged_by=actor,
                kind=kind,
                words=words,
                at=timezone.now(),
                to_secretariat=to_secretariat,
            )
    except IntegrityError as error:
        raise Conflict(REPORTED_ALREADY) from error
    judges = _secretariat() if to_secretariat else sorted(coordinators)
    hear(actor=actor, kind="report_waits", thing=flag, group=f"network:{network.pk}", membership_ids=judges)
    return flag


@transaction.atomic
def judge_flag(*, actor: Membership, flag: Flag, outcome: str, reason: str, seen: str, hide: bool = False) -> Flag:
    """A judge upholds or dismisses a report; upheld, the post may be hidden at once.

    SEEN is the status that the judge had before him: if it changed, somebody else was first (Conflict). A coordinator
    of the author's own State only proposes; a second person confirms by judging the same. If the second, a
    coordinator, judges otherwise, the secretariat decides. Whoever reported hears how it ended.
    """
    flag = _locked(flag)
    require(can_judge, actor, flag)
    if flag.status in {Status.UPHELD, Status.DISMISSED} or flag.status != seen:
        raise Conflict(JUDGED_MEANWHILE)
    role = judges_as(actor, flag)
    if flag.status == Status.SECOND:
        return _confirm(actor, flag, role, outcome, reason, hide)
    if role == COORDINATOR and is_of_own_state(actor, flag):
        return _propose(actor, flag, outcome, reason)
    flag.judged_by, flag.judged_at = actor, timezone.now()
    return _close(actor, flag, role, outcome, reason, hide)


def _propose(actor: Membership, flag: Flag, outcome: str, reason: str) -> Flag:
    flag.status, flag.proposed, flag.reason = Status.SECOND, outcome, reason
    flag.judged_by, flag.judged_at = actor, timezone.now()
    flag.save()
    others = set(_coordinators(flag.network_id)) | set(_secretariat())
    group = f"network:{flag.network_id}"
    hear(actor=actor, kind="report_waits", thing=flag, group=group, membership_ids=others)
    return flag


def _confirm(actor: Membership, flag: Flag, role: str, outcome: str, reason: str, hide: bool) -> Flag:
    if outcome != flag.proposed and role == COORDINATOR:
        flag.status, flag.proposed, flag.to_secretariat = Status.OPEN, "", True
        flag.save()
        group = f"network:{flag.network_id}"
        hear(actor=actor, kind="report_waits", thing=flag, group=group, membership_ids=_secretariat())
        return flag
    flag.confirmed_by = actor
    return _close(actor, flag, role, outcome, reason, hide)


def _close(actor: Membership, flag: Flag, role: str, outcome: str, reason: str, hide: bool) -> Flag:
    post = flag.post
    if outcome == Status.UPHELD and hide and post.hidden_at is None and post.erased_at is None:
        hide_after_report(actor=actor, flag=flag, role=role, reason=reason)
    flag.status, flag.proposed, flag.reason = outcome, "", reason
    flag.save()
    network, act = flag.network, ModerationAct.Act.JUDGED
    record_act(actor=actor, network=network, act=act, role=role, reason=reason, topic=post.topic, post=post)
    group = f"flag:{flag.pk}"
    hear(actor=actor, kind="report_judged", thing=flag, group=group, membership_ids=[flag.flagged_by_id])
    return flag


def _locked(flag: Flag) -> Flag:
    found: Flag = (
        Flag.objects.select_for_update(of=("self",))
        .select_related("post__topic__forum__network", "post__author__authority", "network")
        .get(pk=flag.pk)
    )
    return found


def _coordinators(network_id: int) -> list[int]:
    places = ContactPoint.objects.filter(current(), network_id=network_id, role=COORDINATOR)
    return list(places.filter(current(prefix="membership__")).values_list("membership_id", flat=True))


def _secretariat() -> list[int]:
    officers = Membership.objects.filter(current(), SECRETARIAT, duty_content=True)
    return list(officers.values_list("pk", flat=True))
