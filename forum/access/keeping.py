"""Who may ask that a post be erased or a topic be held, and who does it: never the one who asked."""

from django.utils.translation import gettext_lazy as _

from forum.access.acting import place_of
from forum.access.coded import COORDINATOR
from forum.models import Erasure, Forum, Hold, Post, Topic
from network.access import is_coordinator
from network.guard import ALLOWED, Verdict, refused, verb
from network.models import Membership
from network.readers import Reader

SECOND_PERSON = _("You asked for this yourself: a second person does it, or declines.")
ONLY_SPEAKERS = _("Only the author, the author's authority and the coordinator ask that a post be erased.")
ONLY_KEEPERS = _("Only the coordinators of the network and the secretariat hold a topic.")


@verb
def can_ask_erasure(actor: Reader, post: Post) -> Verdict:
    """Its author, the coordinator of the network, and the manager of the author's authority, who see the post."""
    if not isinstance(actor, Membership) or not Post.objects.visible_to(actor).filter(pk=post.pk).exists():
        return refused(ONLY_SPEAKERS)
    if actor.pk == post.author_id or place_of(actor, post.topic) == COORDINATOR or speaks_for(actor, post):
        return ALLOWED
    return refused(ONLY_SPEAKERS)


@verb
def can_decide_erasure(actor: Reader, erasure: Erasure) -> Verdict:
    """A second person: a coordinator of the network, the secretariat, or the manager of the author's authority."""
    if not isinstance(actor, Membership) or not Erasure.objects.visible_to(actor).filter(pk=erasure.pk).exists():
        return refused(_("Only a coordinator, the author's authority and the secretariat erase posts."))
    if actor.pk == erasure.asked_by_id:
        return refused(SECOND_PERSON)
    post = erasure.post
    if _keeps(actor) or is_coordinator(actor, post.topic.network) or speaks_for(actor, post):
        return ALLOWED
    return refused(_("Only a coordinator, the author's authority and the secretariat erase posts."))


@verb
def can_hold(actor: Reader, topic: Topic) -> Verdict:
    """A coordinator of the network or the secretariat's content officers, who see the topic."""
    if not isinstance(actor, Membership) or not Topic.objects.visible_to(actor).filter(pk=topic.pk).exists():
        return refused(ONLY_KEEPERS)
    if _keeps(actor) or place_of(actor, topic) == COORDINATOR:
        return ALLOWED
    return refused(ONLY_KEEPERS)


@verb
def can_change_hold(actor: Reader, hold: Hold) -> Verdict:
    """The same people, whoever of them sees the hold: they confirm it, and ask that it end."""
    if not isinstance(actor, Membership) or not Hold.objects.visible_to(actor).filter(pk=hold.pk).exists():
        return refused(ONLY_KEEPERS)
    if _keeps(actor) or is_coordinator(actor, hold.topic.network):
        return ALLOWED
    return refused(ONLY_KEEPERS)


@verb
def can_set_retention(actor: Reader, forum: Forum) -> Verdict:
    """The coordinator of the network says how long a forum keeps what is written in it."""
    if isinstance(actor, Membership) and actor.is_practitioner and is_coordinator(actor, forum.network):
        return ALLOWED
    return refused(_("Only the coordinator of the network says how long a forum keeps what is written."))


@verb
def can_apply_retention(actor: Reader) -> Verdict:
    """No person: the clock removes what is past its time."""
    return refused(_("What is past its time is removed by the clock."))


def speaks_for(actor: Membership, post: Post) -> bool:
    """Whether ACTOR is the manager of the authority of the post's author, who may have left."""
    return actor.is_manager and actor.authority_id == post.author.authority_id


def asked_as(erasure: Erasure) -> str:
    """Return as what somebody asked for ERASURE: "author", "authority" or "coordinator"."""
    asker, post = erasure.asked_by, erasure.post
    if asker.pk == post.author_id:
        return "author"
    if speaks_for(asker, post) and not is_coordinator(asker, post.topic.network):
        return "authority"
    return str(COORDINATOR)


def acts_as(actor: Membership, topic: Topic) -> str:
    """Return as what ACTOR keeps TOPIC: "coordinator" of its network, else "secretariat"."""
    return str(COORDINATOR) if is_coordinator(actor, topic.network) else "secretariat"


def _keeps(actor: Membership) -> bool:
    return actor.is_secretariat and actor.duty_content
