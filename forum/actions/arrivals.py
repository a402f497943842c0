"""Bringing the archive of a mailing list into a forum: threads as they were, and twice the same changes nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import BinaryIO

from django.db import transaction

from forum.access.arriving import can_import
from forum.arriving.archive import Archive, Progress, Report, batches, read_archive, threads_of
from forum.arriving.letters import Letter, letter_of
from forum.arriving.markup import markdown_of
from forum.arriving.mbox import message_at
from forum.arriving.portions import portions_of, title_of
from forum.arriving.threads import NONE
from forum.models import Arrival, Forum, Post, Topic
from forum.models.posts import DEEPEST, path_below
from forum.querysets.arrivals import arrived, find_authors, reserve
from forum.querysets.counts import recount
from network import audit
from network.guard import require
from network.models.identity import new_public_id
from network.readers import Reader
from network.sealing import keyed_hash
from writing.markdown import RENDERER_VERSION, render

# The address of those who gave none.
UNKNOWN = ""
# Faults of a head, which are counted when the archive is read.
OF_HEADS = frozenset({"no_identifier", "no_date", "no_author"})


def import_archive(
    *,
    actor: Reader,
    forum: Forum,
    archive: BinaryIO,
    language: str = "en",
    is_dry: bool = False,
    progress: Progress = lambda what, count: None,
) -> Report:
    """The operator brings ARCHIVE (mbox, opened for reading bytes, seekable) into FORUM; each thread is a topic.

    Authors are found by their addresses; who is no member becomes a former correspondent without one. IS_DRY reads and
    counts, and writes nothing. What was brought before is not brought again, and what was added to a thread joins it.
    """
    require(can_import, actor, forum)
    report = Report()
    index = read_archive(archive, report, progress)
    # Who wrote, by address: kept for this run alone.
    writers: dict[str, int] = {}
    for batch in batches(threads_of(index)):
        if is_dry:
            _look(archive, index, batch, forum, report)
        else:
            with transaction.atomic():
                brought = report.new
                _write(archive, index, batch, forum, language, writers, report)
                if report.new and not brought:
                    audit.record("archive_imported", actor=actor, subject=forum, duty="content", network=forum.network)
        progress("written", report.new + report.known)
    return report


def _name(forum: Forum, index: Archive, number: int, raw: bytes) -> str:
    """Return the key by which a message is known in the forum: of its identifier, else of all that it says."""
    known = index.keys[number] or blake2b(raw, digest_size=16).hexdigest()
    return keyed_hash("arrival", f"{forum.pk}:{known}")[:43]


def _look(archive: BinaryIO, index: Archive, batch: list[list[int]], forum: Forum, report: Report) -> None:
    names = {}
    for number in (number for thread in batch for number in thread):
        raw = message_at(archive, index.places[number])
        names[number] = _name(forum, index, number, raw)
        letter = letter_of(raw)
        report.enclosures += len(letter.enclosures)
        report.faults.update(set(letter.faults) - OF_HEADS)
    before = arrived(forum, names.values())
    for thread in batch:
        new = [number for number in thread if names[number] not in before]
        report.new += len(new)
        report.known += len(thread) - len(new)
        report.topics += len(new) == len(thread)


def _write(
    archive: BinaryIO,
    index: Archive,
    batch: list[list[int]],
    forum: Forum,
    language: str,
    writers: dict[str, int],
    report: Report,
) -> None:
    found = index.above
    numbers = [number for thread in batch for number in thread]
    raws = {number: message_at(archive, index.places[number]) for number in numbers}
    names = {number: _name(forum, index, number, raws[number]) for number in numbers}
    # A parent may have come in an earlier portion.
    above = {
        found[number]: _name(forum, index, found[number], message_at(archive, index.places[found[number]]))
        for number in numbers
        if found[number] != NONE and found[number] not in names
    }
    before = arrived(forum, [*names.values(), *above.values()])
    letters = {number: letter_of(raws.pop(number)) for number in numbers if names[number] not in before}
    report.known += len(numbers) - len(letters)
    find_authors((letter.address or UNKNOWN for letter in letters.values()), writers)
    posts: dict[int, Post] = {number: before[name] for number, name in {**names, **above}.items() if name in before}
    portions = {number: portions_of(letter) for number, letter in letters.items()}
    writer = _Writer(forum, language, writers, report, len(batch), sum(len(one) for one in portions.values()))
    for thread in batch:
        new = [number for number in thread if number in letters]
        topic: Topic | None = None
        for number in new:
            at, parent = datetime.fromtimestamp(index.dates[number], UTC), posts.get(found[number])
            topic = topic or writer.topic(letters[number], at, parent)
            posts[number] = writer.post(topic, letters[number], at, portions[number], parent, names[number])
    writer.finish()


class _Writer:
    """Makes the rows of one transaction, and writes them together."""

    def __init__(
        self, forum: Forum, language: str, writers: dict[str, int], report: Report, topics: int, posts: int
    ) -> None:
        self.forum, self.language, self.writers, self.report = forum, language, writers, report
        self.topic_keys, self.post_keys = iter(reserve(Topic, topics)), iter(reserve(Post, posts))
        self.topics: list[Topic] = []
        self.grown: dict[int, Topic] = {}
        self.rows: list[Post] = []
        self.arrivals: list[Arrival] = []

    def topic(self, letter: Letter, at: datetime, parent: Post | None) -> Topic:
        """Return the topic of PARENT, which came before, or a new one that LETTER begins."""
        if parent is not None:
            return self._grown(parent.topic_id)
        author = self.writers[letter.address or UNKNOWN]
        topic = Topic(
            pk=next(self.topic_keys),
            forum=self.forum,
            network_id=self.forum.network_id,
            kind=Topic.Kind.PRACTICE_NOTE,
            title=title_of(letter.subject),
            language=self.language,
            author_id=author,
            created_at=at,
            last_post_at=at,
            last_author_id=author,
        )
        self.topics.append(topic)
        self.report.topics += 1
        return topic

    def _grown(self, pk: int) -> Topic:
        if pk not in self.grown:
            self.grown[pk] = Topic.objects.select_for_update().get(pk=pk)
        return self.grown[pk]

    def post(
        self,
        topic: Topic,
        letter: Letter,
        at: datetime,
        portions: Sequence[tuple[str, str]],
        parent: Post | None,
        name: str,
    ) -> Post:
        """Add LETTER to TOPIC below PARENT; what a post cannot hold goes on in posts below it."""
        first = self._post(topic, letter, at, *portions[0], parent)
        for text, folded in portions[1:]:
            self._post(topic, letter, at, text, folded, first)
        self.arrivals.append(Arrival(forum=self.forum, key=name, post=first))
        self.report.new += 1
        self.report.enclosures += len(letter.enclosures)
        self.report.faults.update(set(letter.faults) - OF_HEADS)
        return first

    def _post(self, topic: Topic, letter: Letter, at: datetime, text: str, folded: str, parent: Post | None) -> Post:
        seq = topic.last_seq + 1
        # An answer to the opening is an answer to the topic.
        if parent is not None and parent.seq == 1:
            parent = None
        too_deep = parent is not None and parent.level >= DEEPEST
        body = markdown_of(text)
        html = render(body).html
        if folded:
            quoted = markdown_of(folded)
            html += f'<details class="fold"><summary>[…]</summary>{render(quoted).html}</details>'
            body = f"{body}\n\n{quoted}"
        post = Post(
            pk=next(self.post_keys),
            public_id=new_public_id(),
            topic=topic,
            seq=seq,
            path=path_below(parent.path if parent else "", seq),
            parent_id=parent.parent_id if parent and too_deep else parent.pk if parent else None,
            in_reply_to_id=parent.pk if parent and too_deep else None,
            author_id=self.writers[letter.address or UNKNOWN],
            language=self.language,
            body=body,
            html=html,
            renderer=RENDERER_VERSION,
            created_at=at,
        )
        topic.last_seq = topic.open_seq = seq
        topic.posts_count += 1
        if at >= topic.last_post_at:
            topic.last_post_at, topic.last_author_id = at, post.author_id
        self.rows.append(post)
        return post

    def finish(self) -> None:
        Topic.objects.bulk_create(self.topics, batch_size=100)
        Post.objects.bulk_create(self.rows, batch_size=200)
        Arrival.objects.bulk_create(self.arrivals, batch_size=400)
        for topic in self.grown.values():
            recount(topic)
