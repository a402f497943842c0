"""Changing one's own words: what stood before is kept, and shown to those who see the post."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access.editing import can_edit_post, needs_reason
from forum.actions.files import NO_CODES, attach_files
from forum.actions.referring import keep_references
from forum.events import PostChanged
from forum.models import Post, PostVersion, Quote
from forum.querysets.locks import locked_post
from forum.quoting import composed
from forum.search.jobs import index_post
from live.outbox import announce
from network.conflicts import Conflict
from network.guard import Refused, require
from network.models import Membership
from writing.actions import drop_draft, record_findings
from writing.models import StoredFile
from writing.personal.check import Decided


class EditedMeanwhile(Conflict):
    """The post was changed in another window since the form was opened; `post` is what stands there."""

    def __init__(self, post: Post) -> None:
        super().__init__(_("This post was changed in another window. Both texts are below: nothing is lost."))
        self.post = post


@transaction.atomic
def edit_post(
    *,
    actor: Membership,
    post: Post,
    body: str,
    version: int,
    reason: str = "",
    decided: Sequence[Decided] = (),
    draft: int = 0,
    files: Sequence[StoredFile] = (),
    file_codes: Mapping[str, str] = NO_CODES,
) -> Post:
    """The author changes a post over the VERSION that his form showed; after a day he gives a REASON.

    FILES of his own join those that stand in it. The earlier text is kept with it. Open pages show the new one in its
    place. Raises EditedMeanwhile.
    """
    post = locked_post(post)
    topic = post.topic
    require(can_edit_post, actor, post)
    if needs_reason(post) and not reason.strip():
        raise Refused(_("After 24 hours a post is changed with a reason."))
    if post.version != version:
        raise EditedMeanwhile(post)
    quotes = Quote.objects.filter(post=post).order_by("place")
    kept = list(quotes.values_list("quoted__public_id", "quoted_id", "excerpt"))
    text = composed(actor, post, body, kept)
    if files:
        attach_files(author=actor, post=post, files=files, codes=file_codes)
    if text.body == post.body and text.quotes == [(pk, words) for _public_id, pk, words in kept]:
        _done_with(actor, post, draft, body)
        if files:
            index_post.enqueue(post.pk)
            announce(PostChanged.of(topic, post))
        return post
    now = timezone.now()
    PostVersion.objects.create(
        post=post,
        number=post.version,
        body=post.body,
        written_at=post.edited_at or post.created_at,
        replaced_at=now,
        reason=reason.strip(),
    )
    post.body, post.html, post.renderer = text.body, text.rendered.html, text.rendered.version
    post.version, post.edited_at = post.version + 1, now
    others = "".join(held for held in post.holds if held not in "qm")
    post.holds = text.holds + others
    post.save(update_fields=["body", "html", "renderer", "version", "edited_at", "holds"])
    keep_references(actor=actor, post=post, text=text)
    record_findings(actor=actor, thing=post, decided=decided)
    _done_with(actor, post, draft, body)
    index_post.enqueue(post.pk)
    announce(PostChanged.of(topic, post))
    return post


def _done_with(actor: Membership, post: Post, draft: int, body: str) -> None:
    if draft:
        drop_draft(actor=actor, place=f"edit:{post.public_id}", version=draft, body=body)
