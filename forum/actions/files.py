"""Files in posts: put in with the post or a change of it, taken out by the author within a day."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access.coded import is_stricter
from forum.access.files import can_attach, can_take_back
from forum.events import PostChanged
from forum.models import Attachment, Post
from forum.querysets.locks import locked_post
from forum.search.jobs import index_post
from live.outbox import announce
from network.conflicts import Conflict
from network.guard import require
from network.models import Membership
from network.rows import update
from writing.files import store
from writing.files.limits import MOST
from writing.models import StoredFile

FILES = "f"
NO_CODES: Mapping[str, str] = {}


def attach_files(
    *, author: Membership, post: Post, files: Sequence[StoredFile], codes: Mapping[str, str] = NO_CODES
) -> None:
    """The author puts his FILES, checked and in no post yet, into a post, in the transaction that writes it.

    CODES gives files (by public id) a handling code stricter than the post's; any other counts as the post's.
    """
    require(can_attach, author, post)
    binds = post.code or post.topic.code
    last = Attachment.objects.filter(post=post).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    if Attachment.objects.filter(post=post).count() + len(files) > MOST:
        raise Conflict(_("A post takes at most %(most)d files. Leave some out.") % {"most": MOST})
    for position, file in enumerate(files, start=first):
        ready = StoredFile.objects.filter(pk=file.pk, owner=author, attached=False, status=StoredFile.Status.READY)
        # The clock may have removed it, or another window attached it, since it was found.
        if not ready.update(attached=True):
            raise Conflict(_("%(name)s is no longer kept here. Choose it once more.") % {"name": file.name})
        code = codes.get(file.public_id, "")
        Attachment.objects.create(
            post=post,
            position=position,
            file=file,
            name=file.name,
            code=code if is_stricter(code, binds) else "",
            at=timezone.now(),
        )
    if files and FILES not in post.holds:
        post.holds += FILES
        update(post, "holds")


@transaction.atomic
def take_back_file(*, actor: Membership, attachment: Attachment) -> Post:
    """The author takes a file out of his post within a day: row and bytes go, open pages show it without."""
    post = locked_post(attachment.post)
    found = Attachment.objects.select_related("file").get(pk=attachment.pk)
    found.post = post
    require(can_take_back, actor, found)
    stored = found.file
    found.delete()
    if not Attachment.objects.filter(file=stored).exists():
        stored.delete()
        transaction.on_commit(partial(store.remove, stored.stored))
    if not Attachment.objects.filter(post=post).exists():
        post.holds = post.holds.replace(FILES, "")
        update(post, "holds")
    index_post.enqueue(post.pk)
    announce(PostChanged.of(post.topic, post))
    return post
