"""Starting a topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.access import can_start_topic
from forum.access.coded import NARROW
from forum.access.offers import can_ask_network
from forum.actions.codes import name_on_topic
from forum.actions.files import NO_CODES, attach_files
from forum.actions.following import follow_by_writing
from forum.actions.polls import PollFacts, add_poll
from forum.actions.referring import keep_references
from forum.actions.telling import tell_of_topic, tell_states
from forum.events import TopicAdded
from forum.legal import legal_key
from forum.models import Forum, Post, RequestedBody, Topic
from forum.models.posts import path_below
from forum.querysets.naming import put_author
from forum.quoting import Composed, composed, composed_alone
from forum.search.jobs import index_topic
from live.outbox import announce
from network.guard import require
from network.models import Authority, Body, Membership
from writing.actions import drop_draft, record_findings
from writing.models import StoredFile
from writing.personal.check import Decided


@dataclass(frozen=True)
class Facts:
    """What a question or consultation says of the request it is about."""

    cooperation: str = ""
    requesting: Body | None = None
    requested: Sequence[Body] = ()
    legal_basis: str = ""
    stage: str = ""
    deadline: datetime | None = None
    deadline_zone: str = ""
    deadline_reason: str = ""


NO_FACTS = Facts()


def add_topic(
    *,
    author: Membership,
    forum: Forum,
    kind: str,
    title: str,
    body: str,
    language: str = "en",
    facts: Facts = NO_FACTS,
    code: str = Topic.Code.AMBER,
    members: Sequence[Membership] = (),
    authorities: Sequence[Authority] = (),
    submission: str = "",
    decided: Sequence[Decided] = (),
    draft: int = 0,
    poll: PollFacts | None = None,
    from_outside: bool = False,
    files: Sequence[StoredFile] = (),
    file_codes: Mapping[str, str] = NO_CODES,
) -> Topic:
    """A contact point of the network starts a topic with its opening post; those who read the forum hear of it.

    The contact points of the States that it names as requested are told by mail that something waits. MEMBERS and
    AUTHORITIES are named on it, beside the author and his own: with the codes RED and AMBER+STRICT only these read.

    FROM_OUTSIDE: an office that has no place in the network asks it (forum/actions/asking.py).

    A SUBMISSION that the author has sent before returns the topic that came of it, and nothing else happens. DECIDED is
    what the author decided on findings; DRAFT the version of his draft that the form knew, which is done with. FILES
    are his own, put into the opening post, each under the code that FILE_CODES gives it.
    """
    # Before the transaction: nobody waits for a lock while a long text is rendered.
    text = composed_alone(body)
    try:
        with transaction.atomic():
            if from_outside:
                require(can_ask_network, author, forum.network)
            else:
                require(can_start_topic, author, forum)
            topic = _write(author, forum, kind, title, language, code, facts, from_outside)
            if topic.code in NARROW:
                put_author(topic)
                name_on_topic(actor=author, topic=topic, members=members, authorities=authorities)
            text = text or composed(author, Post(topic=topic, author=author), body)
            post = _open(topic, text, submission)
            if text.holds:
                keep_references(actor=author, post=post, text=text)
            if poll is not None:
                add_poll(author=author, post=post, facts=poll)
            if files:
                attach_files(author=author, post=post, files=files, codes=file_codes)
            if decided:
                record_findings(actor=author, thing=post, decided=decided)
            if draft:
                place = f"ask:{forum.network.public_id}" if from_outside else f"topic:{forum.public_id}"
                drop_draft(actor=author, place=place, version=draft, body=body)
            announce(TopicAdded.of(topic))
            follow_by_writing(author=author, topic=topic)
            tell_of_topic(actor=author, topic=topic)
            tell_states(actor=author, topic=topic, body_ids=topic.requested_ids)
            index_topic.enqueue(topic.pk)
            return topic
    except IntegrityError:
        sent = Post.objects.filter(author=author).exclude(submission="")
        before = sent.filter(submission=submission).select_related("topic__forum").first()
        if before is None:
            raise
        sent_before: Topic = before.topic
        return sent_before


def _write(
    author: Membership, forum: Forum, kind: str, title: str, language: str, code: str, facts: Facts, from_outside: bool
) -> Topic:
    now = timezone.now()
    topic: Topic = Topic.objects.create(
        forum=forum,
        network_id=forum.network_id,
        kind=kind,
        title=title,
        language=language,
        code=code,
        author=author,
        asked_by_id=author.authority_id if from_outside else None,
        created_at=now,
        cooperation=facts.cooperation,
        requesting=facts.requesting,
        requested_ids=[body.pk for body in facts.requested],
        legal_basis=facts.legal_basis,
        legal_key=legal_key(facts.legal_basis),
        stage=facts.stage,
        deadline=facts.deadline,
        deadline_zone=facts.deadline_zone,
        deadline_reason=facts.deadline_reason,
        last_seq=1,
        open_seq=1,
        posts_count=1,
        last_post_at=now,
        last_author=author,
    )
    if facts.requested:
        RequestedBody.objects.bulk_create(
            [RequestedBody(topic=topic, body=body, forum=forum) for body in facts.requested]
        )
    return topic


def _open(topic: Topic, text: Composed, submission: str) -> Post:
    post: Post = Post.objects.create(
        topic=topic,
        seq=1,
        path=path_below("", 1),
        author_id=topic.author_id,
        language=topic.language,
        body=text.body,
        html=text.rendered.html,
        renderer=text.rendered.version,
        holds=text.holds,
        created_at=topic.created_at,
        submission=submission,
    )
    return post
