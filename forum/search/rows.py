"""What stands in the index for a post: its words, and names of who may read it, where it stands and what it is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from forum.access.coded import WIDE, effective
from forum.models import Attachment, NamedAuthority, NamedMember, Offer, Post, SearchRow, Topic
from forum.search import tokens
from forum.search.analyser import Analysed, analyse
from forum.search.version import VERSION
from network.readers import Reader

# Between title and text: no phrase reaches over it.
BREAK = "|"
# A tsvector of a mebibyte and more holds other words than it was given, without a fault. Where words and readers make
# more than LARGEST bytes, the words stand there for everybody: the rule keeps them from whom they are not for, and
# what is for many is long to write. Of a text that is LONGEST for one reader alone the beginning is found.
LARGEST, LONGEST = 100_000, 900_000
# About how long the name of a reader is.
READER = 12
HELD = {"f": "file", "q": "quote", "p": "poll", "m": "mention"}
STANDING = [Offer.Status.OFFERED, Offer.Status.ACCEPTED]


@dataclass
class Surroundings:
    """What is known of the topics of some posts beside their rows, in lists by the topic's number."""

    members: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    offices: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    shared: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    files: dict[int, list[Attachment]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, posts: Sequence[Post], system: Reader) -> "Surroundings":
        """Return those of POSTS: four statements, however many posts there are."""
        found = cls()
        topics = {post.topic_id for post in posts}
        for one in NamedMember.objects.visible_to(system).filter(topic_id__in=topics):
            found.members[one.topic_id].append(one.membership_id)
        for office in NamedAuthority.objects.visible_to(system).filter(topic_id__in=topics):
            found.offices[office.topic_id].append(office.authority_id)
        for offer in Offer.objects.visible_to(system).filter(topic_id__in=topics, status__in=STANDING):
            found.shared[offer.topic_id].append(offer.network_id)
        with_files = [post.pk for post in posts if "f" in post.holds]
        for file in Attachment.objects.visible_to(system).filter(post_id__in=with_files).order_by("position"):
            found.files[file.post_id].append(file)
        return found


def rows_of(posts: Iterable[Post], around: Surroundings) -> list[SearchRow]:
    """Return the rows under which POSTS (with topic, its forum, and author) and files are found, not numbered yet."""
    found = []
    for post in posts:
        topic = post.topic
        title = f"{topic.title}\n" if post.seq == 1 else ""
        if post.hidden_at is not None:
            # Who sees the topic sees its title, whatever became of the text below it.
            if title:
                found.append(_title(post, around))
            continue
        code = effective(topic.code, post.code)
        found.append(_row(post, code, [title, post.body], around, "topic" if title else "post"))
        for file in around.files[post.pk]:
            row = _row(post, effective(code, file.code), [file.name.replace("_", " ")], around, "file")
            row.attachment = file
            found.append(row)
    return found


def stamp_of(post: Post) -> str:
    """Return what changes when POST must be indexed anew; forum/search/index.py makes the same in SQL."""
    topic = post.topic
    hidden = ":hidden" if post.hidden_at is not None else ""
    return f"{VERSION}:{topic.network_id}:{topic.forum_id}:{topic.code}:{post.code}:{post.version}{hidden}"


def _title(post: Post, around: Surroundings) -> SearchRow:
    row = _row(post, post.topic.code, [f"{post.topic.title}\n"], around, "topic")
    row.is_title = True
    return row


def _row(post: Post, code: str, texts: Sequence[str], around: Surroundings, what: str) -> SearchRow:
    parts = _analysed(texts, post.language)
    words = f" {BREAK} ".join(" ".join(part.words) for part in parts)
    stems = set[str]().union(*(part.stems for part in parts))
    readers = list(dict.fromkeys(_readers(post, code, around)))
    if len(readers) * _size(parts) > LARGEST:
        readers = [tokens.EVERYBODY]
    return SearchRow(
        id=tokens.instant(post.created_at),
        topic_id=post.topic_id,
        post=post,
        network_id=post.topic.network_id,
        author_id=post.author_id,
        code=code,
        language=post.language,
        stamp=stamp_of(post),
        words=words,
        marks=" ".join(_marks(parts)),
        stems=" ".join(sorted(stems)),
        readers=" ".join(readers),
        names=" ".join(_facts(post, code, what)),
    )


def _analysed(texts: Sequence[str], language: str) -> list[Analysed]:
    """Return the parts of a row; of what is too long for a row its beginning."""
    parts = [analyse(text, language) for text in texts if text]
    while _size(parts) > LONGEST:
        texts = [text[: len(text) // 2] for text in texts]
        parts = [analyse(text, language) for text in texts if text]
    return parts


def _size(parts: Sequence[Analysed]) -> int:
    """Return about how many bytes the words and stems of PARTS have in the index for one reader."""
    every = set[str]().union(*(part.words for part in parts), *(part.stems for part in parts))
    return sum(len(one.encode()) + READER for one in every)


def _marks(parts: Sequence[Analysed]) -> list[str]:
    """Return what marks the words of a title, and those that are said more than once."""
    often = Counter(chain.from_iterable(part.words for part in parts))
    title = set(parts[0].words) if len(parts) > 1 else set()
    return [tokens.mark(word) for word, count in sorted(often.items()) if count > 1 or word in title]


def _readers(post: Post, code: str, around: Surroundings) -> list[str]:
    """Return the names of those who may read what has CODE: never fewer than the rule lets (forum/access/coded.py)."""
    if code in WIDE:
        return [tokens.EVERYBODY]
    topic = post.topic
    # Whatever code he gives it, somebody reads what he wrote himself, as long as he reads the topic.
    own = tokens.of_member(post.author_id)
    if code == Topic.Code.RED:
        return [own, *(tokens.of_member(pk) for pk in around.members[topic.pk])]
    if code == Topic.Code.AMBER_STRICT:
        return [own, *(tokens.of_office(pk) for pk in around.offices[topic.pk])]
    found = [tokens.of_network(topic.network_id), *(tokens.of_network(pk) for pk in around.shared[topic.pk])]
    if topic.asked_by_id is not None:
        found.append(tokens.of_office(topic.asked_by_id))
    if topic.forum.for_observers:
        found.append(tokens.OBSERVERS)
    return found


def _facts(post: Post, code: str, what: str) -> list[str]:
    topic: Any = post.topic
    states = {topic.requesting_id, *topic.requested_ids} - {None}
    found = [
        tokens.in_network(topic.network_id),
        tokens.in_forum(topic.forum_id),
        tokens.written_by(post.author_id),
        tokens.written_inside(post.author_id, topic.network_id),
        tokens.written_in(post.author.authority.body_id),
        tokens.of_kind(topic.kind),
        tokens.of_code(code),
        tokens.holding(what),
        *(tokens.of_state(pk) for pk in sorted(states)),
        *(tokens.holding(HELD[sign]) for sign in _held(post) if sign in HELD and what != "file"),
    ]
    if post.hidden_at is None and ("http://" in post.body or "https://" in post.body):
        found.append(tokens.holding("link"))
    return found


def _held(post: Post) -> str:
    return post.holds if post.hidden_at is None else ""
