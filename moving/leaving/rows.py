"""A network line by line: each thing asked for by the rule of the coordinator for whom it leaves, some at a time."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from forum.access.coded import NARROW
from forum.models import (
    Attachment,
    Forum,
    ModerationAct,
    Poll,
    Post,
    PostVersion,
    Quote,
    StatusChange,
    Topic,
    Vote,
)
from moving.leaving.authors import Authors, Row, office
from moving.leaving.words import Mentioned
from network.models import Authority, Body, Membership, Network, NetworkState
from network.readers import as_system

SYSTEM = as_system("names bodies and the office that asked, as the pages of a topic do")
# Topics, and posts of one topic, that are in memory together.
TOPICS, POSTS, ACTS = 100, 200, 500
# The log of exports belongs to the installation in which they were made.
OF_EXPORTS = ("export_asked", "exported", "no_export")

Progress = Callable[[int], None]


def rows_of(reader: Membership, network: Network, progress: Progress) -> Iterator[Row]:
    """Yield what READER may see of NETWORK under AMBER, GREEN and CLEAR; PROGRESS hears how many topics are out.

    RED and AMBER+STRICT never leave, not even where READER is named (PRODUCT.md, "Handling codes").
    """
    authors = Authors(network)
    bodies = dict(Body.objects.visible_to(SYSTEM).values_list("pk", "key"))
    yield _network(reader, network)
    for forum in Forum.objects.visible_to(reader).filter(network=network).select_related("example").order_by("pk"):
        yield _forum(forum)
    done = 0
    for topics in _chunks(topics_of(reader, network), TOPICS):
        changes = _by(StatusChange.objects.visible_to(reader).filter(topic__in=topics).order_by("pk"), "topic_id")
        said = [change for some in changes.values() for change in some]
        yield from authors.lines([topic.author_id for topic in topics] + [change.actor_id for change in said])
        for topic in topics:
            yield _topic(topic, authors, bodies)
            for change in changes.get(topic.pk, []):
                yield _status(topic, change, authors, bodies)
            yield from _posts(reader, topic, authors)
        done += len(topics)
        progress(done)
    yield from _acts(reader, network, authors)


def topics_of(reader: Membership, network: Network) -> "QuerySet[Topic]":
    rows = Topic.objects.visible_to(reader).filter(network=network).exclude(code__in=NARROW)
    offices = Authority.objects.visible_to(SYSTEM).select_related("body")
    found: QuerySet[Topic] = rows.select_related("forum").prefetch_related(Prefetch("asked_by", queryset=offices))
    return found


def _chunks(rows: "QuerySet[Any]", size: int, key: str = "pk") -> Iterator[list[Any]]:
    """Yield ROWS in the order of KEY, SIZE at a time, each from where the last ended."""
    rows, last = rows.order_by(key), 0
    while found := list(rows.filter(**{f"{key}__gt": last})[:size]):
        yield found
        last = getattr(found[-1], key)


def _by(rows: "QuerySet[Any]", column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def _posts(reader: Membership, topic: Topic, authors: Authors) -> Iterator[Row]:
    # By number: each post that is out, so that an answer finds the nearest above it that is.
    out: dict[int, str] = {}
    visible = Post.objects.visible_to(reader).filter(topic=topic).exclude(code__in=NARROW)
    for posts in _chunks(visible.select_related("in_reply_to"), POSTS, "seq"):
        below = [post.pk for post in posts if post.erased_at is None]
        versions = _by(PostVersion.objects.visible_to(reader).filter(post__in=below).order_by("number"), "post_id")
        quotes = _by(_quotes(reader, topic, [post.pk for post in posts if "q" in post.holds]), "post_id")
        files = _by(_files(reader, [post.pk for post in posts if "f" in post.holds]), "post_id")
        polls = _by(_polls(reader, [post.pk for post in posts if "p" in post.holds]), "post_id")
        votes = [vote for some in polls.values() for poll in some for vote in poll.cast]
        texts = [post.body for post in posts] + [one.body for some in versions.values() for one in some]
        mentioned = Mentioned([*texts, *(one.excerpt for some in quotes.values() for one in some)])
        yield from authors.lines(
            [post.author_id for post in posts]
            + [post.accepted_by_id for post in posts]
            + [vote.membership_id for vote in votes]
        )
        for post in posts:
            out[post.seq] = post.public_id
            yield _post(topic, post, out, quotes.get(post.pk, []), authors, mentioned)
            for version in versions.get(post.pk, []):
                yield _version(post, version, mentioned)
            for poll in polls.get(post.pk, []):
                yield _poll(post, poll, authors)
            for attachment in files.get(post.pk, []):
                yield _file(post, attachment)


def _quotes(reader: Membership, topic: Topic, keys: Sequence[int]) -> "QuerySet[Quote]":
    rows = Quote.objects.visible_to(reader).filter(post__in=keys, quoted__topic__network_id=topic.network_id)
    kept = rows.exclude(quoted__code__in=NARROW).exclude(quoted__topic__code__in=NARROW)
    found: QuerySet[Quote] = kept.filter(quoted__erased_at=None).select_related("quoted").order_by("place")
    return found


def _files(reader: Membership, keys: Sequence[int]) -> "QuerySet[Attachment]":
    rows = Attachment.objects.visible_to(reader).filter(post__in=keys).exclude(code__in=NARROW)
    found: QuerySet[Attachment] = rows.select_related("file").order_by("position")
    return found


def _polls(reader: Membership, keys: Sequence[int]) -> "QuerySet[Poll]":
    votes = Vote.objects.visible_to(reader).select_related("choice").order_by("pk")
    rows = Poll.objects.visible_to(reader).filter(post__in=keys)
    found: QuerySet[Poll] = rows.prefetch_related("choices", Prefetch("votes", queryset=votes, to_attr="cast"))
    return found


def _acts(reader: Membership, network: Network, authors: Authors) -> Iterator[Row]:
    visible = ModerationAct.objects.visible_to(reader).filter(network=network).exclude(act__in=OF_EXPORTS)
    visible = visible.exclude(topic__code__in=NARROW).exclude(post__topic__code__in=NARROW)
    # What was said of a file is bound by its code, which the line of an act does not tell.
    visible = visible.exclude(post__code__in=NARROW).filter(file_code="")
    for acts in _chunks(visible.select_related("topic", "post__topic"), ACTS):
        yield from authors.lines([act.actor_id for act in acts])
        for act in acts:
            here = act.topic is not None and act.topic.network_id == network.pk
            yield {
                "kind": "act",
                "id": act.public_id,
                "act": act.act,
                "actor": authors.maybe(act.actor_id),
                "role": act.role,
                "reason": act.reason,
                "at": _instant(act.at),
                "topic": act.topic.public_id if here and act.topic else None,
                "post": act.post.public_id if here and act.post and act.post.topic_id == act.topic_id else None,
            }


# One line each.


def _network(reader: Membership, network: Network) -> Row:
    states = NetworkState.objects.visible_to(reader).current().filter(network=network).select_related("body")
    return {
        "kind": "network",
        "key": network.key,
        "names": network.names,
        "languages": network.languages,
        "states": sorted(state.body.key for state in states),
    }


def _forum(forum: Forum) -> Row:
    return {
        "kind": "forum",
        "id": forum.public_id,
        "key": forum.key,
        "names": forum.names,
        "purpose": forum.purpose,
        "position": forum.position,
        "created_at": _instant(forum.created_at),
        "closed_at": _instant(forum.closed_at),
        "retention_years": forum.retention_years,
    }


def _topic(topic: Topic, authors: Authors, bodies: dict[int, str]) -> Row:
    return {
        "kind": "topic",
        "id": topic.public_id,
        "forum": topic.forum.public_id,
        "type": topic.kind,
        "title": topic.title,
        "language": topic.language,
        "code": topic.code,
        "author": authors[topic.author_id],
        "created_at": _instant(topic.created_at),
        "asked_by": office(topic.asked_by) if topic.asked_by else None,
        "status": topic.status,
        "stands_since": _instant(topic.stands_since),
        "waiting_author": topic.waiting_author,
        "waiting_body": bodies.get(topic.waiting_body_id or 0),
        "waiting_since": _instant(topic.waiting_since),
        "waiting_until": _instant(topic.waiting_until),
        "waiting_zone": topic.waiting_zone,
        "cooperation": topic.cooperation,
        "requesting": bodies.get(topic.requesting_id or 0),
        "requested": sorted(bodies[key] for key in topic.requested_ids if key in bodies),
        "legal_basis": topic.legal_basis,
        "stage": topic.stage,
        "deadline": _instant(topic.deadline),
        "deadline_zone": topic.deadline_zone,
        "deadline_reason": topic.deadline_reason,
        "pinned_at": _instant(topic.pinned_at),
        "locked_at": _instant(topic.locked_at),
        "slow_seconds": topic.slow_seconds,
    }


def _status(topic: Topic, change: StatusChange, authors: Authors, bodies: dict[int, str]) -> Row:
    return {
        "kind": "status",
        "topic": topic.public_id,
        "actor": authors.maybe(change.actor_id),
        "at": _instant(change.at),
        "status": change.status,
        "waiting_author": change.waiting_author,
        "waiting_body": bodies.get(change.waiting_body_id or 0),
        "waiting_until": _instant(change.waiting_until),
        "waiting_zone": change.waiting_zone,
        "reason": change.reason,
    }


def _post(
    topic: Topic, post: Post, out: dict[int, str], quotes: Sequence[Quote], authors: Authors, mentioned: Mentioned
) -> Row:
    erased = post.erased_at is not None
    answered = post.in_reply_to.seq if post.in_reply_to is not None else None
    return {
        "kind": "post",
        "id": post.public_id,
        "topic": topic.public_id,
        # Counted anew: a gap would tell that something was written which does not leave.
        "seq": len(out),
        "parent": out.get(answered) if answered in out else _above(post, out),
        "author": authors[post.author_id],
        "language": post.language,
        "created_at": _instant(post.created_at),
        "code": post.code,
        "body": "" if erased else mentioned.without_names(post.body, post.language),
        "version": post.version,
        "edited_at": _instant(post.edited_at),
        "hidden_at": _instant(post.hidden_at),
        "erased_at": _instant(post.erased_at),
        "accepted_at": _instant(post.accepted_at),
        "accepted_by": authors.maybe(post.accepted_by_id),
        "helped": post.helped,
        "quotes": [
            {"post": one.quoted.public_id, "words": mentioned.without_names(one.excerpt, post.language)}
            for one in quotes
            if not erased
        ],
    }


def _above(post: Post, out: dict[int, str]) -> str | None:
    """Return the nearest post above POST that leaves, None for none: its path names those above it by their numbers."""
    numbers = [int(post.path[place : place + 7]) for place in range(0, len(post.path) - 7, 7)]
    return next((out[number] for number in reversed(numbers) if number in out), None)


def _version(post: Post, version: PostVersion, mentioned: Mentioned) -> Row:
    return {
        "kind": "version",
        "post": post.public_id,
        "number": version.number,
        "body": mentioned.without_names(version.body, post.language),
        "written_at": _instant(version.written_at),
        "replaced_at": _instant(version.replaced_at),
        "reason": version.reason,
    }


def _poll(post: Post, poll: Any, authors: Authors) -> Row:
    return {
        "kind": "poll",
        "post": post.public_id,
        "question": poll.question,
        "voter": poll.voter,
        "many": poll.many,
        "until": _instant(poll.until),
        "zone": poll.zone,
        "choices": [choice.label for choice in poll.choices.all()],
        "votes": [
            {
                "choice": [choice.pk for choice in poll.choices.all()].index(vote.choice_id),
                "author": authors[vote.membership_id],
                "at": _instant(vote.at),
            }
            for vote in poll.cast
        ],
    }


def _file(post: Post, attachment: Attachment) -> Row:
    """Return the line of a file; `size` and `sha256` are set when its bytes are written."""
    return {
        "kind": "file",
        "id": attachment.public_id,
        "post": post.public_id,
        "position": attachment.position,
        "name": attachment.name,
        "code": attachment.code,
        "at": _instant(attachment.at),
        "stored": attachment.file.stored,
    }


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
