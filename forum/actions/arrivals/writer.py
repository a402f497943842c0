"""The rows of one transaction of an import, made in memory and written together."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from forum.actions.arrivals.files import Enclosed
from forum.actions.files import FILES
from forum.arriving.archive import Report
from forum.arriving.letters import Letter
from forum.arriving.markup import markdown_of
from forum.arriving.portions import title_of
from forum.models import Arrival, Attachment, Forum, Post, Topic
from forum.models.posts import DEEPEST, path_below
from forum.querysets.arrivals import reserve
from forum.querysets.counts import recount
from network.models.identity import new_public_id
from writing.markdown import RENDERER_VERSION, render
from writing.models import StoredFile

# The address of those who gave none.
UNKNOWN = ""


class Writer:
    """Makes the rows of one transaction, and writes them together."""

    def __init__(
        self, forum: Forum, language: str, writers: Mapping[str, int], report: Report, topics: int, posts: int
    ) -> None:
        self.forum, self.language, self.writers, self.report = forum, language, writers, report
        self.topic_keys, self.post_keys = iter(reserve(Topic, topics)), iter(reserve(Post, posts))
        self.topics: list[Topic] = []
        self.grown: dict[int, Topic] = {}
        self.rows: list[Post] = []
        self.arrivals: list[Arrival] = []
        self.files: list[StoredFile] = []
        self.attachments: list[Attachment] = []

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
        enclosed: Enclosed,
    ) -> Post:
        """Add LETTER with its files to TOPIC below PARENT; what a post cannot hold goes on in posts below it."""
        first = self._post(topic, letter, at, *portions[0], parent)
        self._attach(first, enclosed.files)
        for text, folded in portions[1:]:
            self._post(topic, letter, at, text, folded, first)
        self.arrivals.append(Arrival(forum=self.forum, key=name, post=first))
        self.report.new += 1
        self.report.count(letter, enclosed.refused)
        return first

    def _attach(self, post: Post, files: Sequence[StoredFile]) -> None:
        for position, file in enumerate(files):
            file.owner_id = post.author_id
            self.files.append(file)
            self.attachments.append(
                Attachment(post=post, position=position, file=file, name=file.name, at=post.created_at)
            )
        if files:
            post.holds = FILES

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
        """Write them."""
        Topic.objects.bulk_create(self.topics, batch_size=100)
        Post.objects.bulk_create(self.rows, batch_size=200)
        Arrival.objects.bulk_create(self.arrivals, batch_size=400)
        StoredFile.objects.bulk_create(self.files, batch_size=50)
        Attachment.objects.bulk_create(self.attachments, batch_size=100)
        for topic in self.grown.values():
            recount(topic)
