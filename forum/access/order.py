"""Who keeps order: hides, locks, slows down, reports and judges; in the network where a topic stands, nowhere else."""

from django.utils.translation import gettext_lazy as _

from forum.access.acting import place_of
from forum.access.coded import COORDINATOR, coordinated
from forum.models import Flag, Post, Topic
from network.access import is_coordinator
from network.guard import ALLOWED, Verdict, refused, verb
from network.models import Membership, Network
from network.readers import Reader

ONLY_COORDINATOR = _("Only the coordinator of the network keeps order in it.")


@verb
def can_record_act(actor: Reader, network: Network) -> bool:
    """Whoever did the act, which has asked already whether he may; nobody unknown writes into the log."""
    return isinstance(actor, Membership)


@verb
def can_keep_order(actor: Reader, topic: Topic) -> Verdict:
    """The coordinator of the topic's network, who sees it. That of a network it is shared with has no such power."""
    if _sees(actor, topic) and place_of(actor, topic) == COORDINATOR:
        return ALLOWED
    return refused(ONLY_COORDINATOR)


@verb
def can_hide(actor: Reader, post: Post) -> Verdict:
    """The same of a post."""
    if _sees_post(actor, post) and place_of(actor, post.topic) == COORDINATOR:
        return ALLOWED
    return refused(ONLY_COORDINATOR)


@verb
def can_keep_pace(actor: Reader) -> bool:
    """Whoever posts; whether he may post here is asked beside."""
    return isinstance(actor, Membership)


@verb
def can_flag(actor: Reader, post: Post) -> Verdict:
    """Any practitioner who sees the post of another."""
    if not isinstance(actor, Membership) or not actor.is_practitioner or not _sees_post(actor, post):
        return refused(_("Only officers of an authority who read the post report it."))
    if post.author_id == actor.pk:
        return refused(_("This post is your own: edit it, or ask that it be erased."))
    if post.erased_at is not None:
        return refused(_("This post was erased: there is nothing left to report."))
    return ALLOWED


@verb
def can_see_reports(actor: Reader, network: Network | None) -> Verdict:
    """The coordinators of the network read its queue; without a network, whoever judges or erases reads his own."""
    if isinstance(actor, Membership) and actor.is_practitioner:
        if network is not None:
            judges = is_coordinator(actor, network)
        else:
            judges = (actor.is_secretariat and actor.duty_content) or actor.is_manager or coordinated(actor).exists()
        if judges:
            return ALLOWED
    return refused(_("Reports are judged by the coordinators of the network and by the secretariat."))


@verb
def can_judge(actor: Reader, flag: Flag) -> Verdict:
    """A coordinator who sees it, never about himself, or the secretariat where it is asked; nobody his own report."""
    if not isinstance(actor, Membership) or not Flag.objects.visible_to(actor).filter(pk=flag.pk).exists():
        return refused(_("Reports are judged by the coordinators of the network and by the secretariat."))
    if actor.pk in {flag.flagged_by_id, flag.post.author_id}:
        return refused(_("Somebody else judges a report that is yours, or about you."))
    if not judges_as(actor, flag):
        return refused(_("Reports are judged by the coordinators of the network and by the secretariat."))
    if flag.status != Flag.Status.SECOND:
        return ALLOWED
    if actor.pk == flag.judged_by_id:
        return refused(_("You have judged this report. A second person confirms it."))
    if not actor.is_secretariat and is_of_own_state(actor, flag):
        return refused(_("The author is of your State: a coordinator of another State or the secretariat confirms it."))
    return ALLOWED


def judges_as(actor: Membership, flag: Flag) -> str:
    """Return as what ACTOR judges FLAG, which he sees: "secretariat", "coordinator", "" for as nobody."""
    if actor.is_secretariat and actor.duty_content and (flag.to_secretariat or flag.status == Flag.Status.SECOND):
        return "secretariat"
    if not flag.to_secretariat and is_coordinator(actor, flag.network):
        return str(COORDINATOR)
    return ""


def is_of_own_state(actor: Membership, flag: Flag) -> bool:
    """Whether ACTOR's judgement does not stand alone: the author of the post is of his State."""
    return actor.authority.body_id == flag.post.author.authority.body_id


def _sees(actor: Reader, topic: Topic) -> bool:
    return Topic.objects.visible_to(actor).filter(pk=topic.pk).exists()


def _sees_post(actor: Reader, post: Post) -> bool:
    return Post.objects.visible_to(actor).filter(pk=post.pk).exists()
