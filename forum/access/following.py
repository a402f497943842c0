"""Who says how much he hears of a place, keeps posts to find again, and thanks for them."""

from django.utils.translation import gettext_lazy as _

from forum.models import Bookmark, Post
from network.guard import ALLOWED, Verdict, refused, verb
from network.models import Membership
from network.readers import Reader


@verb
def can_follow(actor: Reader) -> bool:
    """Whoever reads decides how much he hears of what he reads."""
    return isinstance(actor, Membership)


@verb
def can_bookmark(actor: Reader, post: Post) -> bool:
    """Whoever reads a post keeps it to find it again."""
    return isinstance(actor, Membership) and Post.objects.visible_to(actor).filter(pk=post.pk).exists()


@verb
def can_remind(actor: Reader) -> bool:
    """The clock alone reminds."""
    return False


@verb
def can_change_bookmark(actor: Reader, bookmark: Bookmark) -> bool:
    return isinstance(actor, Membership) and bookmark.membership_id == actor.pk


@verb
def can_say_helped(actor: Reader, post: Post) -> Verdict:
    """Practitioners who read a post say that it helped them; nobody says so of his own, or of what nobody can read."""
    if not isinstance(actor, Membership) or not actor.is_practitioner:
        return refused(_("You read here, but only practitioners say what helped them."))
    if post.author_id == actor.pk:
        return refused(_("This is your own post."))
    is_seen = Post.objects.visible_to(actor).filter(pk=post.pk).exists()
    if not is_seen or post.hidden_at is not None or post.erased_at is not None:
        return refused(_("This post has been taken away."))
    return ALLOWED
