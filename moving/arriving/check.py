"""Reads an archive from its first line to its last before anything is written: in order, whole, and nobody else's."""

import hashlib
from collections import Counter
from collections.abc import Callable
from typing import Any

from moving.arriving.container import Container, NotAccepted
from moving.arriving.fields import MOST_FILES, checked
from moving.arriving.known import Known
from moving.arriving.seen import Seen
from moving.form import MEGABYTE
from network.models import Network
from network.readers import Reader

Row = dict[str, Any]
Progress = Callable[[str, int], None]
# A topic is written whole, and is in memory until then.
LARGEST_TOPIC = 128 * MEGABYTE
MOST_AUTHORS = 100_000
# The order of an archive; what is of one topic stands behind it.
STAGES = {"network": 0, "forum": 1, "topic": 2, "status": 2, "post": 2, "version": 2, "poll": 2, "file": 2, "act": 3}


class Checking:
    """Goes through an archive line by line. Raises NotAccepted; else `authors` and `counts` say what is in it."""

    def __init__(self, container: Container, network: Network, actor: Reader, seen: Seen) -> None:
        self.container, self.seen = container, seen
        self.known = Known(network, actor)
        self.authors: dict[str, Row] = {}
        self.counts: Counter[str] = Counter()
        self.posts_of: Counter[str] = Counter()
        self.files: set[str] = set()
        self.stage = -1
        self.topic, self.topic_size = "", 0
        # Of the topic at hand: how many files, versions and polls each post has had.
        self.posts: dict[str, Counter[str]] = {}
        self.erased: set[str] = set()

    def run(self, progress: Progress) -> None:
        digest = hashlib.sha256()
        number = 0
        for number, line, row in self.container.lines(digest):
            try:
                self._line(checked(row), len(line))
            except ValueError as error:
                raise NotAccepted(f"Line {number} {error}.") from error
            if number % 10_000 == 0:
                progress("lines checked", number)
        self.known.settle()
        manifest = self.container.manifest
        if manifest.get("lines") != number or manifest.get("sha256") != digest.hexdigest():
            raise NotAccepted("The lines are not those that the manifest tells of: some were changed, or are missing.")
        if manifest.get("counts") != dict(sorted(self.counts.items())) or not number:
            raise NotAccepted("The manifest counts other lines than there are.")
        strays = self.container.files() - self.files
        if strays:
            raise NotAccepted(f"The archive holds a file that no line names: {min(strays)}.")

    def _line(self, row: Row, size: int) -> None:
        kind = row["kind"]
        self.counts[kind] += 1
        if kind != "author":
            stage = STAGES[kind]
            _must(stage >= max(self.stage, 0), f"({kind}) stands behind lines that it must precede")
            _must((self.stage == -1) == (kind == "network"), "is no single line of the network, which comes first")
            self.stage = stage
        getattr(self, f"_{kind}")(row)
        if self.stage == 2 and kind != "author":
            self.topic_size += size
            _must(self.topic_size <= LARGEST_TOPIC, f"makes a topic of more than {LARGEST_TOPIC // MEGABYTE} MB")

    def _network(self, row: Row) -> None:
        return

    def _author(self, row: Row) -> None:
        _must(self.stage >= 0, "is no line of the network, which comes first")
        _must(row["id"] not in self.authors, f"(author) names {row['id']} a second time")
        _must(len(self.authors) < MOST_AUTHORS, f"(author) is one of more than {MOST_AUTHORS:,}")
        self.known.body(row["authority"]["body"])
        self.authors[row["id"]] = row

    def _forum(self, row: Row) -> None:
        self._new(row["id"], "forum")
        self.known.forum(row["id"])

    def _topic(self, row: Row) -> None:
        self._new(row["id"], "topic")
        _must(f"forum:{row['forum']}" in self.seen, "(topic) stands in a forum that no line before names")
        self._by(row["author"])
        _waits(row)
        office = row["asked_by"]
        named = [row["waiting_body"], row["requesting"], *row["requested"], office["body"] if office else None]
        for body in named:
            self.known.body(body)
        self.known.topic(row["id"])
        self.topic, self.topic_size, self.posts, self.erased = row["id"], 0, {}, set()

    def _status(self, row: Row) -> None:
        _must(row["topic"] == self.topic, "(status) does not stand behind its topic")
        self._by(row["actor"])
        self.known.body(row["waiting_body"])

    def _post(self, row: Row) -> None:
        _must(row["topic"] == self.topic, "(post) does not stand behind its topic")
        self._new(row["id"], "post")
        _must(row["seq"] == len(self.posts) + 1, "(post) is out of order: posts of a topic are counted from 1")
        parent = row["parent"]
        _must(parent is None or parent in self.posts, "(post) answers a post that no line before it has in this topic")
        self._by(row["author"])
        self._by(row["accepted_by"])
        _must(row["erased_at"] is None or not (row["body"] or row["quotes"]), "(post) is erased and has words")
        self.posts[row["id"]] = Counter()
        if row["erased_at"]:
            self.erased.add(row["id"])
        self.posts_of[row["author"]] += 1
        self.known.post(row["id"], self.topic)

    def _version(self, row: Row) -> None:
        self._below(row, f"version {row['number']}", 1)

    def _poll(self, row: Row) -> None:
        self._below(row, "poll", 1)
        given = set()
        for vote in row["votes"]:
            self._by(vote["author"])
            _must(vote["choice"] < len(row["choices"]), "(poll) has a vote for a choice that it has not")
            given.add((vote["choice"], vote["author"]))
        _must(len(given) == len(row["votes"]), "(poll) has the same vote twice")

    def _file(self, row: Row) -> None:
        self._below(row, f"file {row['position']}", 1)
        self._below(row, "files", MOST_FILES)
        self._new(row["id"], "file")
        self.known.file(row["id"], row["post"])
        _must(bool(row["size"]) == bool(row["sha256"]), "(file) has a size and no SHA-256, or the other way round")
        if row["size"]:
            self.container.check_file(row["id"], row["size"], row["sha256"])
            self.files.add(row["id"])

    def _act(self, row: Row) -> None:
        self._new(row["id"], "act")
        self._by(row["actor"])
        for kind in ("topic", "post"):
            _must(row[kind] is None or f"{kind}:{row[kind]}" in self.seen, f"(act) names a {kind} that is not there")
        self.known.act(row["id"])

    def _new(self, public_id: str, kind: str) -> None:
        _must(self.seen.add(f"{kind}:{public_id}"), f"({kind}) names {public_id} a second time")

    def _by(self, author: str | None) -> None:
        _must(author is None or author in self.authors, f"names the author {author}, of whom no line before it tells")

    def _below(self, row: Row, what: str, most: int) -> None:
        post = self.posts.get(row["post"])
        if post is None:
            raise ValueError(f"({row['kind']}) does not stand behind its post")
        _must(row["post"] not in self.erased, f"({row['kind']}) stands in an erased post")
        post[what] += 1
        _must(post[what] <= most, f"({row['kind']}) comes too often, or a second time")


def check(container: Container, network: Network, actor: Reader, progress: Progress) -> Checking:
    """Return what is in the archive, every line and file of which can be brought into NETWORK. Raises NotAccepted."""
    with Seen() as seen:
        checking = Checking(container, network, actor, seen)
        checking.run(progress)
        return checking


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


def _waits(row: Row) -> None:
    on = [bool(row["waiting_author"]), row["waiting_body"] is not None]
    _must(sum(on) < 2, "(topic) waits on two sides")
    _must(row["status"] != "waiting" or any(on), "(topic) waits on nobody")
