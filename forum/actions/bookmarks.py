"""Keeping posts to find them again, with a note and a reminder of one's own."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from forum.access.following import can_bookmark, can_change_bookmark, can_remind
from forum.models import Bookmark, Post
from network.guard import require
from network.models import Membership
from network.readers import Reader
from notices.actions import hear

# Reminders of one run of the clock.
AT_ONCE = 500


@transaction.atomic
def keep_post(*, actor: Membership, post: Post, note: str = "", remind_at: datetime | None = None) -> Bookmark:
    """A member keeps a post that he reads; keeping it again changes the note and the reminder."""
    require(can_bookmark, actor, post)
    kept: Bookmark = Bookmark.objects.update_or_create(
        membership=actor,
        post=post,
        defaults={"note": note, "remind_at": remind_at, "reminded_at": None},
        create_defaults={"note": note, "remind_at": remind_at, "at": timezone.now()},
    )[0]
    return kept


@transaction.atomic
def let_go(*, actor: Membership, bookmark: Bookmark) -> None:
    """A member keeps the post no longer."""
    require(can_change_bookmark, actor, bookmark)
    bookmark.delete()


def remind(*, actor: Reader, now: datetime | None = None) -> int:
    """The clock reminds of what is due, each once, and returns how many; of what may not be seen nobody hears."""
    require(can_remind, actor)
    now = now or timezone.now()
    due = Bookmark.objects.filter(remind_at__lte=now, reminded_at=None).select_related("post").order_by("pk")
    count = 0
    for bookmark in due[:AT_ONCE]:
        with transaction.atomic():
            # Of two clocks one reminds.
            if Bookmark.objects.filter(pk=bookmark.pk, reminded_at=None).update(reminded_at=now):
                count += 1
                hear(
                    actor=actor,
                    kind="reminder",
                    thing=bookmark.post,
                    group=f"post:{bookmark.post_id}",
                    membership_ids=[bookmark.membership_id],
                )
    return count
