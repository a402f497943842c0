"""Who puts files into posts and takes them out again."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Attachment, Post
from network.guard import ALLOWED, Verdict, refused, verb
from network.models import Membership
from network.readers import Reader
from writing.files.limits import TAKE_BACK


@verb
def can_attach(actor: Reader, post: Post) -> Verdict:
    """Whoever writes a post puts his own files into it."""
    if isinstance(actor, Membership) and actor.is_practitioner and post.author_id == actor.pk:
        return ALLOWED
    return refused(_("Only the author of a post puts files into it."))


@verb
def can_take_back(actor: Reader, attachment: Attachment) -> Verdict:
    """The author takes a file out of his post within a day; later a coordinator hides the post, or it is erased."""
    if not isinstance(actor, Membership) or attachment.post.author_id != actor.pk:
        return refused(_("Only the author of a post takes files out of it."))
    if timezone.now() - attachment.at > TAKE_BACK:
        return refused(_("A file is taken out of a post within 24 hours. Later, ask for the post to be erased."))
    return ALLOWED
