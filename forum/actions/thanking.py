"""Saying that a post helped: the one reaction there is."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from forum.access.following import can_say_helped
from forum.events import PostHelped
from forum.models import Helped, Post
from live.outbox import announce
from network.guard import require
from network.models import Membership


@transaction.atomic
def say_helped(*, actor: Membership, post: Post) -> None:
    """A practitioner says that somebody else's post helped; once, and those who see the post see how many did."""
    post = _fresh(post)
    require(can_say_helped, actor, post)
    _row, new = Helped.objects.get_or_create(post=post, membership=actor, defaults={"at": timezone.now()})
    if new:
        _count(post, 1)


@transaction.atomic
def take_back_helped(*, actor: Membership, post: Post) -> None:
    """The same member takes it back."""
    post = _fresh(post)
    require(can_say_helped, actor, post)
    gone, _by_model = Helped.objects.filter(post=post, membership=actor).delete()
    if gone:
        _count(post, -1)


def _fresh(post: Post) -> Post:
    found: Post = Post.objects.select_related("topic__forum").get(pk=post.pk)
    return found


def _count(post: Post, by: int) -> None:
    Post.objects.filter(pk=post.pk).update(helped=F("helped") + by)
    announce(PostHelped.of(post))
