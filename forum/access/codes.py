"""Who may make a handling code stricter or wider, and name those whom it lets read (PRODUCT.md, "Handling codes")."""

from django.utils.translation import gettext_lazy as _

from forum.access.acting import place_of
from forum.access.coded import COORDINATOR
from forum.access.speaking import speaks_for
from forum.models import Attachment, NamedMember, Post, Topic
from network.guard import ALLOWED, Verdict, refused, verb
from network.models import Membership
from network.readers import Reader

WHY_STRICTER = _("Say why you make the handling code stricter.")


@verb
def can_raise_code(actor: Reader, topic: Topic) -> Verdict:
    """The author or a coordinator of the network makes a code stricter, at once."""
    role = place_of(actor, topic)
    if (role and _is_author(actor, topic)) or role == COORDINATOR:
        return ALLOWED
    return refused(_("Only the author and the coordinator of the network make a handling code stricter."))


@verb
def can_lower_code(actor: Reader, topic: Topic) -> Verdict:
    """The author alone widens it; once his membership has ended, the manager of his authority."""
    if isinstance(actor, Membership) and _sees(actor, topic) and speaks_for(actor, topic.author):
        return ALLOWED
    return refused(_("Only the author widens a handling code; when he has left, the manager of his authority."))


@verb
def can_raise_post_code(actor: Reader, post: Post) -> Verdict:
    role = place_of(actor, post.topic) if _sees_post(actor, post) else ""
    if (role and _is_author(actor, post)) or role == COORDINATOR:
        return ALLOWED
    return refused(_("Only the author and the coordinator of the network make a handling code stricter."))


@verb
def can_lower_post_code(actor: Reader, post: Post) -> Verdict:
    if isinstance(actor, Membership) and _sees_post(actor, post) and speaks_for(actor, post.author):
        return ALLOWED
    return refused(_("Only the author widens a handling code; when he has left, the manager of his authority."))


@verb
def can_raise_file_code(actor: Reader, attachment: Attachment) -> Verdict:
    role = place_of(actor, attachment.post.topic) if _sees_file(actor, attachment) else ""
    if (role and _is_author(actor, attachment.post)) or role == COORDINATOR:
        return ALLOWED
    return refused(_("Only the author and the coordinator of the network make a handling code stricter."))


@verb
def can_lower_file_code(actor: Reader, attachment: Attachment) -> Verdict:
    if isinstance(actor, Membership) and _sees_file(actor, attachment) and speaks_for(actor, attachment.post.author):
        return ALLOWED
    return refused(_("Only the author widens a handling code; when he has left, the manager of his authority."))


@verb
def can_name(actor: Reader, topic: Topic) -> Verdict:
    """The author says who is named on a topic."""
    if place_of(actor, topic) and _is_author(actor, topic):
        return ALLOWED
    return refused(_("Only the author says who is named on a topic."))


@verb
def can_name_coordinator(actor: Reader, topic: Topic) -> Verdict:
    """A member who is named may call in a coordinator of the network, whom RED would keep out."""
    if isinstance(actor, Membership) and _sees(actor, topic):
        named = NamedMember.objects.filter(topic_id=topic.pk, membership_id=actor.pk).exists()
        if named or topic.author_id == actor.pk:
            return ALLOWED
    return refused(_("Only a member named on the topic calls in a coordinator."))


def _is_author(actor: Reader, thing: Topic | Post) -> bool:
    return isinstance(actor, Membership) and thing.author_id == actor.pk


def _sees(actor: Reader, topic: Topic) -> bool:
    return Topic.objects.visible_to(actor).filter(pk=topic.pk).exists()


def _sees_post(actor: Reader, post: Post) -> bool:
    return Post.objects.visible_to(actor).filter(pk=post.pk).exists()


def _sees_file(actor: Reader, attachment: Attachment) -> bool:
    return Attachment.objects.visible_to(actor).filter(pk=attachment.pk).exists()
