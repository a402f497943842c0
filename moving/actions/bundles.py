"""Topics of an archive with all that stands behind them, written together in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils import timezone

from forum.access.coded import own_code
from forum.legal import legal_key
from forum.models import (
    Attachment,
    Forum,
    Poll,
    PollChoice,
    Post,
    PostVersion,
    RequestedBody,
    StatusChange,
    Topic,
    Vote,
)
from forum.models.posts import DEEPEST, path_below
from forum.querysets.arrivals import reserve
from forum.querysets.counts import recount
from moving.access import can_import_network
from moving.arriving.html import html_of
from moving.querysets import Offices, Writers
from network.guard import require
from network.models import Body, Network
from network.readers import Reader
from writing.markdown import RENDERER_VERSION
from writing.models import StoredFile

Row = dict[str, Any]


@dataclass
class Bundle:
    """One topic: its line, and the lines that stand behind it."""

    PARTS: ClassVar = {"status": "changes", "post": "posts", "version": "versions", "poll": "polls", "file": "files"}

    topic: Row
    changes: list[Row] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    versions: list[Row] = field(default_factory=list)
    polls: list[Row] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)

    def part(self, kind: str) -> list[Row]:
        """Return where lines of KIND are gathered."""
        found: list[Row] = getattr(self, self.PARTS[kind])
        return found


def write_bundles(
    actor: Reader,
    network: Network,
    bundles: Sequence[Bundle],
    files: Mapping[str, StoredFile],
    writers: Writers,
    offices: Offices,
) -> None:
    """Write topics that are new here, and count what their lists show."""
    require(can_import_network, actor, network)
    writing = _Writing(network, bundles, files, writers, offices)
    for bundle in bundles:
        writing.add(bundle)
    writing.finish()


class _Writing:
    def __init__(
        self,
        network: Network,
        bundles: Sequence[Bundle],
        files: Mapping[str, StoredFile],
        writers: Writers,
        offices: Offices,
    ) -> None:
        self.network, self.files, self.writers, self.offices = network, files, writers, offices
        self.forums = dict(Forum.objects.filter(network=network).values_list("public_id", "pk"))
        self.bodies = dict(Body.objects.values_list("key", "pk"))
        self.topic_keys = iter(reserve(Topic, len(bundles)))
        self.post_keys = iter(reserve(Post, sum(len(bundle.posts) for bundle in bundles)))
        self.rows: dict[type, list[Any]] = {
            model: []
            for model in (
                Topic,
                RequestedBody,
                StatusChange,
                Post,
                PostVersion,
                Poll,
                PollChoice,
                StoredFile,
                Attachment,
                Vote,
            )
        }

    def add(self, bundle: Bundle) -> None:
        topic = self._topic(bundle.topic, bundle.posts[-1])
        posts: dict[str, Post] = {}
        for row in bundle.posts:
            posts[row["id"]] = self._post(topic, row, posts)
        for row in bundle.changes:
            self._change(topic, row)
        for row in bundle.versions:
            self._version(posts[row["post"]], row)
        for row in bundle.polls:
            self._poll(posts[row["post"]], row)
        for row in bundle.files:
            self._file(posts[row["post"]], row)

    def finish(self) -> None:
        for model, rows in self.rows.items():
            model.objects.bulk_create(rows, batch_size=200)  # type: ignore[attr-defined]
        for topic in self.rows[Topic]:
            recount(topic)

    def _topic(self, row: Row, newest: Row) -> Topic:
        requested = [self.bodies[key] for key in dict.fromkeys(row["requested"])]
        topic = Topic(
            pk=next(self.topic_keys),
            public_id=row["id"],
            forum_id=self.forums[row["forum"]],
            network=self.network,
            kind=row["type"],
            title=row["title"],
            language=row["language"],
            code=row["code"],
            author_id=self.writers[row["author"]],
            created_at=row["created_at"],
            asked_by_id=self.offices[row["asked_by"]] if row["asked_by"] else None,
            status=row["status"],
            stands_since=row["stands_since"],
            waiting_author=row["waiting_author"],
            waiting_body_id=self._body(row["waiting_body"]),
            waiting_since=row["waiting_since"],
            waiting_until=row["waiting_until"],
            waiting_zone=row["waiting_zone"],
            cooperation=row["cooperation"],
            requesting_id=self._body(row["requesting"]),
            requested_ids=requested,
            legal_basis=row["legal_basis"],
            legal_key=legal_key(row["legal_basis"]),
            stage=row["stage"],
            deadline=row["deadline"],
            deadline_zone=row["deadline_zone"],
            deadline_reason=row["deadline_reason"],
            pinned=row["pinned_at"] is not None,
            pinned_at=row["pinned_at"],
            locked_at=row["locked_at"],
            slow_seconds=row["slow_seconds"],
            # Nobody is reminded of what was asked elsewhere.
            helpers_told_at=timezone.now(),
            coordinator_told_at=timezone.now(),
            outcome_asked_at=timezone.now(),
            last_post_at=newest["created_at"],
            last_author_id=self.writers[newest["author"]],
        )
        self.rows[Topic].append(topic)
        self.rows[RequestedBody] += [
            RequestedBody(topic=topic, body_id=body, forum_id=topic.forum_id, is_open=topic.is_open)
            for body in requested
        ]
        return topic

    def _body(self, key: str | None) -> int | None:
        return None if key is None else self.bodies[key]

    def _change(self, topic: Topic, row: Row) -> None:
        self.rows[StatusChange].append(
            StatusChange(
                topic=topic,
                actor_id=self.writers.maybe(row["actor"]),
                at=row["at"],
                status=row["status"],
                waiting_author=row["waiting_author"],
                waiting_body_id=self._body(row["waiting_body"]),
                waiting_until=row["waiting_until"],
                waiting_zone=row["waiting_zone"],
                reason=row["reason"],
            )
        )

    def _post(self, topic: Topic, row: Row, posts: Mapping[str, Post]) -> Post:
        parent = posts.get(row["parent"]) if row["parent"] else None
        too_deep = parent is not None and parent.level >= DEEPEST
        body, html = html_of(row["body"], row["quotes"])
        post = Post(
            pk=next(self.post_keys),
            public_id=row["id"],
            topic=topic,
            seq=row["seq"],
            path=path_below(parent.path if parent else "", row["seq"]),
            parent_id=parent.parent_id if parent and too_deep else parent.pk if parent else None,
            in_reply_to_id=parent.pk if parent and too_deep else None,
            author_id=self.writers[row["author"]],
            language=row["language"],
            body=body,
            html="" if row["erased_at"] else html,
            renderer=RENDERER_VERSION,
            created_at=row["created_at"],
            code=own_code(topic, row["code"]),
            version=row["version"],
            edited_at=row["edited_at"],
            hidden_at=row["hidden_at"],
            erased_at=row["erased_at"],
            accepted_at=row["accepted_at"],
            accepted_by_id=self.writers.maybe(row["accepted_by"]),
            helped=row["helped"],
            holds="q" if row["quotes"] else "",
        )
        self.rows[Post].append(post)
        return post

    def _version(self, post: Post, row: Row) -> None:
        self.rows[PostVersion].append(
            PostVersion(
                post=post,
                number=row["number"],
                body=row["body"],
                written_at=row["written_at"],
                replaced_at=row["replaced_at"],
                reason=row["reason"],
            )
        )

    def _poll(self, post: Post, row: Row) -> None:
        said = {name: row[name] for name in ("question", "voter", "many", "until", "zone")}
        poll = Poll(post=post, **said)
        choices = [PollChoice(poll=poll, position=place, label=label) for place, label in enumerate(row["choices"])]
        by_office = row["voter"] == Poll.Voter.AUTHORITY
        given = set()
        for vote in row["votes"]:
            office = self.writers.office_of(vote["author"]) if by_office else None
            voter = (vote["choice"], office or self.writers[vote["author"]])
            if voter in given:
                # Two authors of one office: it votes once.
                continue
            given.add(voter)
            self.rows[Vote].append(
                Vote(
                    poll=poll,
                    choice=choices[vote["choice"]],
                    membership_id=self.writers[vote["author"]],
                    authority_id=office,
                    at=vote["at"],
                )
            )
        post.holds += "p"
        self.rows[Poll].append(poll)
        self.rows[PollChoice] += choices

    def _file(self, post: Post, row: Row) -> None:
        file = self.files.get(row["id"])
        if file is None:
            return
        file.owner_id = post.author_id
        code = own_code(Topic(code=post.code or post.topic.code), row["code"])
        self.rows[StoredFile].append(file)
        self.rows[Attachment].append(
            Attachment(
                public_id=row["id"],
                post=post,
                position=row["position"],
                file=file,
                name=file.name,
                code=code,
                at=row["at"],
            )
        )
        if "f" not in post.holds:
            post.holds += "f"
