"""Takes the words of a post out of every table, and a topic with all that hangs on it."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from forum.copied import Source
from forum.models import (
    Attachment,
    Bookmark,
    Flag,
    Hold,
    Mention,
    ModerationAct,
    Poll,
    PollChoice,
    Post,
    PostVersion,
    Quote,
    SearchRow,
    Topic,
)
from notices.models import Letter, Notice
from writing.files import store
from writing.models import Draft, Finding, StoredFile

# Stands where a title was that is erased; it says nothing, in every language.
NO_TITLE = "[…]"
NARROW = (Topic.Code.RED, Topic.Code.AMBER_STRICT)
QUOTED = re.compile(r"^ {0,3}>")


def is_held(topic: Topic) -> bool:
    """Whether a confirmed hold stands on TOPIC."""
    return Hold.objects.filter(topic=topic, confirmed_at__isnull=False, ended_at=None).exists()


def empty(post: Post) -> list[str]:
    """Remove the words of POST and all that holds some of them; return the names of stored files that go with it.

    The row stays, so that the thread keeps its shape; the caller locks the topic and counts anew.
    """
    files = _files(post)
    _empty_drafts(post)
    _empty_copies(post)
    PostVersion.objects.filter(post=post).delete()
    Mention.objects.filter(post=post).delete()
    Poll.objects.filter(post=post).delete()
    Quote.objects.filter(post=post).delete()
    # Where others quoted it the place stays, and nothing stands in it.
    Quote.objects.filter(quoted=post).update(excerpt="")
    SearchRow.objects.filter(post=post).delete()
    Finding.objects.filter(label=Post._meta.label, thing_id=post.pk).delete()
    Flag.objects.filter(post=post).update(words="")
    Bookmark.objects.filter(post=post).update(note="")
    post.body = post.html = post.holds = post.submission = ""
    post.accepted_at = post.accepted_by = None
    post.save(update_fields=["body", "html", "holds", "submission", "accepted_at", "accepted_by", "erased_at"])
    return files


def empty_opening(topic: Topic) -> None:
    """Remove the author's words that stand in the head of TOPIC, with its first post."""
    topic.title, topic.legal_basis, topic.deadline_reason = NO_TITLE, "", ""
    topic.save(update_fields=["title", "legal_basis", "deadline_reason"])


def remove(topic: Topic) -> list[str]:
    """Remove TOPIC, what was merged into it and all that hangs on them; return the names of stored files."""
    files: list[str] = []
    for absorbed in Topic.objects.filter(merged_into=topic):
        files += remove(absorbed)
    posts = Post.objects.filter(topic=topic)
    ids = list(posts.values_list("pk", flat=True))
    for post in posts.iterator(chunk_size=200):
        files += _files(post)
        _empty_drafts(post)
    # What an act was done to bound who reads it: without that the act goes too.
    narrow = Q(post__in=posts) & ~Q(post__code="", file_code="")
    if topic.code in NARROW:
        # To a post also while it stood in another topic.
        narrow |= Q(topic=topic) | Q(post__in=posts)
    acts = list(ModerationAct.objects.filter(narrow).values_list("pk", flat=True))
    ModerationAct.objects.filter(pk__in=acts).delete()
    for label, pks in ((Post._meta.label, ids), (Topic._meta.label, [topic.pk])):
        for model in (Notice, Letter, Draft, Finding):
            model.objects.filter(label=label, thing_id__in=pks).delete()
    Post.objects.filter(Q(parent__in=ids) | Q(in_reply_to__in=ids)).update(parent=None, in_reply_to=None)
    posts.delete()
    topic.delete()
    return files


def _files(post: Post) -> list[str]:
    """Remove the attachments of POST, and the files which nothing else has; return the names of their bytes."""
    attached = Attachment.objects.filter(post=post)
    ids = list(attached.values_list("file_id", flat=True))
    attached.delete()
    left = StoredFile.objects.filter(pk__in=ids).exclude(pk__in=Attachment.objects.filter(file__in=ids).values("file"))
    names = list(left.values_list("stored", flat=True))
    left.delete()
    return names


def _empty_drafts(post: Post) -> None:
    """Remove the draft of an edit of POST, and its words from drafts that quote it."""
    Draft.objects.filter(place=f"edit:{post.public_id}").delete()
    words = _lines(post)
    naming = Draft.objects.annotate(text=Cast("fields", TextField())).filter(text__contains=post.public_id)
    below = Post.objects.filter(topic_id=post.topic_id).values_list("pk", flat=True)
    near = Draft.objects.filter(
        Q(label=Topic._meta.label, thing_id=post.topic_id) | Q(label=Post._meta.label, thing_id__in=below)
    )
    for draft in {one.pk: one for one in (*naming, *near)}.values():
        fields = {name: _without(value, post.public_id, words) for name, value in draft.fields.items()}
        if fields != draft.fields:
            draft.fields, draft.version = fields, draft.version + 1
            draft.save(update_fields=["fields", "version"])


def _empty_copies(post: Post) -> None:
    """Remove words of POST from drafts anywhere into which somebody copied them without saying from where."""
    source = Source(_texts(post))
    # What was saved before the post was written holds none of its words.
    later = Draft.objects.filter(saved_at__gte=post.created_at)
    for draft in later.iterator(chunk_size=200):
        fields = {name: _uncopied(value, source) for name, value in draft.fields.items()}
        if fields != draft.fields:
            draft.fields, draft.version = fields, draft.version + 1
            draft.save(update_fields=["fields", "version"])


def _texts(post: Post) -> Iterable[str]:
    """Yield every text that goes with POST: its own, those of before, its poll's, with an opening the topic's head."""
    yield post.body
    yield from PostVersion.objects.filter(post=post).values_list("body", flat=True)
    for poll in Poll.objects.filter(post=post):
        yield poll.question
        yield from PollChoice.objects.filter(poll=poll).values_list("label", flat=True)
    if post.seq == 1:
        topic = Topic.objects.get(pk=post.topic_id)
        yield from (topic.title, topic.legal_basis, topic.deadline_reason)


def _uncopied(value: Any, source: Source) -> Any:
    if isinstance(value, list):
        return [_uncopied(one, source) for one in value]
    return source.without(value) if isinstance(value, str) else value


def _lines(post: Post) -> set[str]:
    texts: Iterable[str] = [post.body, *PostVersion.objects.filter(post=post).values_list("body", flat=True)]
    return {line.strip() for text in texts for line in text.splitlines() if line.strip()}


def _without(value: Any, public_id: str, words: set[str]) -> Any:
    """Return VALUE without the quotations of the post PUBLIC_ID, and without quoted lines of its WORDS."""
    if not isinstance(value, str):
        return value
    kept, inside = [], False
    for line in value.split("\n"):
        if not QUOTED.match(line):
            inside = False
            kept.append(line)
            continue
        inside = inside or f"/posts/{public_id}" in line
        if not inside and QUOTED.sub("", line, count=1).strip() not in words:
            kept.append(line)
    return "\n".join(kept)


def remove_bytes(names: Iterable[str]) -> None:
    """Remove the bytes of stored files; those that are gone already are no fault."""
    for name in names:
        store.remove(name)
