"""Who may change a text: its author, and nobody else."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.access.acting import FORUM_CLOSED, place_of
from forum.models import Post
from network.guard import ALLOWED, Verdict, refused, verb
from network.readers import Reader

# So long an author changes a text without saying why.
FREELY = timedelta(hours=24)


@verb
def can_edit_post(actor: Reader, post: Post) -> Verdict:
    """The author, while he may still reply there; nobody changes another's words."""
    if post.author_id != getattr(actor, "pk", None):
        return refused(_("Nobody changes another's words. A coordinator can hide a post, with a reason."))
    if post.erased_at is not None:
        return refused(_("This post was erased."))
    if post.hidden_at is not None:
        return refused(_("A coordinator has hidden this post: it is not changed any more."))
    if not place_of(actor, post.topic):
        return refused(_("You read here, but only contact points of this network write."))
    if post.topic.forum_closed_at is not None:
        return refused(FORUM_CLOSED)
    if post.topic.locked_at is not None:
        return refused(_("This topic is locked: nothing in it is changed any more."))
    return ALLOWED


def needs_reason(post: Post) -> bool:
    """Whether whoever changes POST now says why: after a day others have read and answered it."""
    return timezone.now() - post.created_at > FREELY
