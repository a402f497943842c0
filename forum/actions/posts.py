"""Replying, and saying which replies helped."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.access import can_reply, can_set_status
from forum.access.coded import own_code
from forum.actions.files import NO_CODES, attach_files
from forum.actions.following import follow_by_writing
from forum.actions.locking import keep_pace
from forum.actions.polls import PollFacts, add_poll
from forum.actions.referring import keep_references
from forum.actions.status import note_status
from forum.actions.telling import tell_of_post
from forum.events import PostAdded, TopicChanged
from forum.models import OPEN_STATUSES, Post, RequestedBody, Topic
from forum.models.posts import DEEPEST, path_below
from forum.querysets.counts import accepted_in
from forum.querysets.locks import locked_post, locked_to_reply
from forum.quoting import Composed, composed, composed_alone
from live.outbox import announce
from network.conflicts import Conflict
from network.guard import Refused, require
from network.models import Membership
from network.readers import Reader
from network.rows import insert, update
from writing.actions import drop_draft, record_findings
from writing.models import StoredFile
from writing.personal.check import Decided


def add_post(
    *,
    author: Membership,
    topic: Topic,
    body: str,
    language: str = "",
    parent: Post | None = None,
    code: str = "",
    submission: str = "",
    decided: Sequence[Decided] = (),
    draft: int = 0,
    poll: PollFacts | None = None,
    files: Sequence[StoredFile] = (),
    file_codes: Mapping[str, str] = NO_CODES,
) -> Post:
    """A contact point of the topic's network replies; those who may see the topic hear of it after the commit.

    PARENT is the post it answers, None for the topic itself and its opening. CODE is a handling code stricter than the
    topic's; any other counts as the topic's. A SUBMISSION that the author has sent
    before returns the post that came of it, and nothing else happens. DECIDED is what the author decided on findings;
    DRAFT the version of his draft that the form knew, which is done with. FILES are his own, each under
    the code that FILE_CODES gives it.
    """
    # Before the transaction: nobody waits for the topic's lock while a long text is rendered.
    text = composed_alone(body)
    try:
        with transaction.atomic():
            topic = locked_to_reply(topic)
            require(can_reply, author, topic)
            if parent is not None and parent.topic_id != topic.pk:
                raise Refused
            if topic.slow_seconds and not _was_sent(author, submission):
                keep_pace(author=author, topic=topic)
            own = own_code(topic, code, parent)
            text = text or composed(author, Post(topic=topic, author=author, code=own), body)
            post = _append(topic, author, text, language or topic.language, parent, own, submission)
            if text.holds:
                keep_references(actor=author, post=post, text=text)
            if poll is not None:
                add_poll(author=author, post=post, facts=poll)
            if files:
                attach_files(author=author, post=post, files=files, codes=file_codes)
            if decided:
                record_findings(actor=author, thing=post, decided=decided)
            if draft:
                drop_draft(actor=author, place=f"reply:{topic.public_id}", version=draft, body=body)
            announce(PostAdded.of(topic, post))
            follow_by_writing(author=author, topic=topic)
            tell_of_post(actor=author, post=post)
            return post
    except IntegrityError:
        # Wherever it was: a key that comes again in another topic is the same form, and no fault of ours.
        sent = Post.objects.filter(author=author).exclude(submission="")
        before: Post | None = sent.filter(submission=submission).first()
        if before is None:
            raise
        return before


@transaction.atomic
def accept_answer(*, actor: Reader, post: Post) -> Post:
    """The author, a helper or the coordinator marks what helped; an open topic is answered by it."""
    post = locked_post(post)
    topic = post.topic
    require(can_set_status, actor, topic)
    if post.hidden_at is not None or post.erased_at is not None:
        raise Conflict(_("This post has been hidden or erased in the meantime: it cannot be accepted."))
    if not Post.objects.filter(pk=post.pk, accepted_at=None).update(
        accepted_at=timezone.now(), accepted_by=actor if isinstance(actor, Membership) else None
    ):
        return post
    topic.accepted_count += 1
    if topic.status in OPEN_STATUSES:
        topic.status, topic.stands_since = Topic.Status.ANSWERED, timezone.now()
        topic.waiting_author, topic.waiting_body = False, None
        topic.waiting_since = topic.waiting_until = None
        topic.waiting_zone = ""
        RequestedBody.objects.filter(topic=topic).update(is_open=False)
        note_status(actor=actor, topic=topic)
    topic.save()
    announce(TopicChanged.of(topic))
    return post


@transaction.atomic
def withdraw_acceptance(*, actor: Reader, post: Post) -> Post:
    """The same people take the mark back; the status stays as it is."""
    post = locked_post(post)
    topic = post.topic
    require(can_set_status, actor, topic)
    if Post.objects.filter(pk=post.pk, accepted_at__isnull=False).update(accepted_at=None, accepted_by=None):
        topic.accepted_count = accepted_in(topic)
        topic.save(update_fields=["accepted_count"])
        announce(TopicChanged.of(topic))
    return post


def _was_sent(author: Membership, submission: str) -> bool:
    return bool(submission) and Post.objects.filter(author=author, submission=submission).exists()


def _append(
    topic: Topic,
    author: Membership,
    text: Composed,
    language: str,
    parent: Post | None,
    code: str,
    submission: str,
) -> Post:
    # An answer to the opening is an answer to the topic: else the whole thread would stand one level deeper.
    if parent is not None and parent.seq == 1:
        parent = None
    too_deep = parent is not None and parent.level >= DEEPEST
    above = parent.parent_id if parent and too_deep else parent.pk if parent else None
    seq = topic.last_seq + 1
    post = Post(
        topic=topic,
        seq=seq,
        path=path_below(parent.path if parent else "", seq),
        parent_id=above,
        in_reply_to=parent if too_deep else None,
        author=author,
        language=language,
        body=text.body,
        html=text.rendered.html,
        renderer=text.rendered.version,
        holds=text.holds,
        created_at=timezone.now(),
        code=code,
        submission=submission,
    )
    insert(post)
    topic.last_seq = seq
    if code:
        # Lists do not move by what not everybody there may read.
        topic.narrowed = True
        update(topic, "last_seq", "narrowed")
        return post
    topic.open_seq, topic.posts_count = seq, topic.posts_count + 1
    topic.last_post_at, topic.last_author = post.created_at, author
    moved: tuple[str, ...] = ("last_seq", "open_seq", "posts_count", "last_post_at", "last_author")
    if topic.replied_at is None and author.pk != topic.author_id:
        topic.replied_at = post.created_at
        moved += ("replied_at",)
    update(topic, *moved)
    return post
