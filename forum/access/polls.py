"""Who asks for votes, who votes, who ends a poll."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.access.acting import UNREAD, can_reply
from forum.models import Poll, Post
from network.guard import ALLOWED, Verdict, refused, verb
from network.models import Membership
from network.readers import Reader

GONE = _("This post has been taken away.")


@verb
def can_add_poll(actor: Reader, post: Post) -> bool:
    """Whoever writes a post asks for votes in it, once."""
    return isinstance(actor, Membership) and post.author_id == actor.pk


@verb
def can_vote(actor: Reader, poll: Poll, place: Any = UNREAD) -> Verdict:
    """Whoever may reply and sees the poll votes, and changes his vote until the poll ends."""
    takes_part = can_reply(actor, poll.post.topic, place)
    if not takes_part:
        return takes_part
    if not Poll.objects.visible_to(actor).filter(pk=poll.pk).exists():
        return refused(GONE)
    if poll.post.hidden_at is not None or poll.post.erased_at is not None:
        return refused(GONE)
    if poll.until <= timezone.now():
        return refused(_("This poll has ended."))
    return ALLOWED


@verb
def can_end_poll(actor: Reader, poll: Poll) -> Verdict:
    """Whoever asked ends it before its day."""
    if not isinstance(actor, Membership) or poll.post.author_id != actor.pk:
        return refused(_("Only whoever asked for votes ends the poll."))
    if poll.until <= timezone.now():
        return refused(_("This poll has ended."))
    return ALLOWED
