"""A network's archive is brought into a network of this installation: checked whole first, then topic by topic."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import transaction

from forum.models import Forum, ModerationAct, Post, Quote, Topic
from moving.access import can_import_network
from moving.actions.bundles import Bundle, write_bundles
from moving.arriving.check import Checking, Progress, check
from moving.arriving.container import Container
from moving.arriving.fields import checked
from moving.querysets import Offices, Writers
from network import audit
from network.guard import require
from network.models import Membership, Network
from network.readers import Reader
from writing.actions.bringing import bring_file, look_at_file
from writing.actions.files import NotTaken
from writing.files.sentences import UNSCANNED
from writing.models import StoredFile

Row = dict[str, Any]
# Posts of one transaction, unless a single topic has more.
POSTS = 400
QUOTES = 300


@dataclass
class Report:
    """What is in an archive, and what became of it. `on_refusal` hears of each file that was not kept, and why."""

    counts: Counter[str] = field(default_factory=Counter)
    authors: dict[str, Row] = field(default_factory=dict)
    posts_of: Counter[str] = field(default_factory=Counter)
    topics: int = 0
    posts: int = 0
    known: int = 0
    empty: int = 0
    files: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    on_refusal: Callable[[str, str], None] = lambda name, fault: None


def import_network(
    *,
    actor: Reader,
    network: Network,
    file: BinaryIO,
    named: Mapping[str, Membership] | None = None,
    is_dry: bool = False,
    progress: Progress = lambda what, count: None,
    report: Report | None = None,
) -> Report:
    """The operator brings the archive FILE (seekable) into NETWORK; topics that are here already are left as they are.

    NAMED says which members some authors are; all others become former correspondents. Raises NotAccepted before
    anything is written, and NotTaken when the virus scanner does not answer: then the next import brings the rest.
    """
    require(can_import_network, actor, network)
    report = report or Report()
    container = Container(file)
    checking = check(container, network, actor, progress)
    report.counts, report.authors, report.posts_of = checking.counts, checking.authors, checking.posts_of
    if is_dry:
        _look(actor, container, report)
        return report
    _Import(actor, network, container, checking, named or {}, report, progress).run()
    return report


class _Import:
    """Brings what was checked."""

    def __init__(
        self,
        actor: Reader,
        network: Network,
        container: Container,
        checking: Checking,
        named: Mapping[str, Membership],
        report: Report,
        progress: Progress,
    ) -> None:
        self.actor, self.network, self.container = actor, network, container
        self.report, self.progress = report, progress
        self.offices = Offices()
        self.writers = Writers(checking.authors, named, self.offices)
        self.brought: set[str] = set()
        self.is_recorded = False

    def run(self) -> None:
        with transaction.atomic():
            self._forums()
        batch: list[Bundle] = []
        for bundle in _bundles(self.container):
            if not bundle.posts:
                # Nothing of it may leave but its title.
                self.report.empty += 1
                continue
            batch.append(bundle)
            if sum(len(one.posts) for one in batch) >= POSTS:
                self._write(batch)
                batch = []
        self._write(batch)
        self._quotes()
        self._acts()

    def _record(self) -> None:
        if not self.is_recorded:
            audit.record(
                "network_imported", actor=self.actor, subject=self.network, duty="content", network=self.network
            )
            self.is_recorded = True

    def _forums(self) -> None:
        taken = set(Forum.objects.filter(network=self.network).values_list("key", flat=True))
        here = set(Forum.objects.filter(network=self.network).values_list("public_id", flat=True))
        for row in _of(self.container, "forum"):
            if row["id"] in here:
                continue
            key = _free(row["key"], taken)
            taken.add(key)
            # Whether observers read there, and whether it takes topics of others, is decided anew here.
            forum = Forum.objects.create(
                public_id=row["id"],
                network=self.network,
                key=key,
                names=row["names"],
                purpose=row["purpose"],
                position=row["position"],
                closed_at=row["closed_at"],
                retention_years=row["retention_years"],
            )
            Forum.objects.filter(pk=forum.pk).update(created_at=row["created_at"])
            self._record()

    def _write(self, batch: list[Bundle]) -> None:
        ids = [bundle.topic["id"] for bundle in batch]
        here = set(Topic.objects.filter(public_id__in=ids).values_list("public_id", flat=True))
        new = [bundle for bundle in batch if bundle.topic["id"] not in here]
        self.report.known += len(batch) - len(new)
        if not new:
            return
        # Files are looked at outside of the transaction, since that takes a while.
        files = {row["id"]: kept for bundle in new for row in bundle.files if (kept := self._kept(row)) is not None}
        with transaction.atomic():
            write_bundles(self.actor, self.network, new, files, self.writers, self.offices)
            self._record()
        self.brought |= {bundle.topic["id"] for bundle in new}
        self.report.topics += len(new)
        self.report.posts += sum(len(bundle.posts) for bundle in new)
        self.progress("posts written", self.report.posts)

    def _kept(self, row: Row) -> StoredFile | None:
        if not row["size"]:
            _refuse(self.report, row["name"], "gone")
            return None
        try:
            with self.container.open_file(row["id"]) as content:
                kept = bring_file(actor=self.actor, name=row["name"], content=content, size=row["size"])
        except NotTaken as fault:
            if fault.fault == UNSCANNED:
                raise
            _refuse(self.report, row["name"], fault.fault)
            return None
        self.report.files += 1
        return kept

    def _quotes(self) -> None:
        """What posts quote is joined to them last, since it may stand in a later topic."""
        waiting: list[Row] = []
        for row in _of(self.container, "post"):
            if row["quotes"] and row["topic"] in self.brought:
                waiting.append(row)
            if len(waiting) >= QUOTES:
                _join(waiting)
                waiting = []
        _join(waiting)

    def _acts(self) -> None:
        batch: list[Row] = []
        for row in _of(self.container, "act"):
            batch.append(row)
            if len(batch) >= POSTS:
                self._log(batch)
                batch = []
        self._log(batch)

    @transaction.atomic
    def _log(self, batch: list[Row]) -> None:
        here = set(
            ModerationAct.objects.filter(public_id__in=[row["id"] for row in batch]).values_list("public_id", flat=True)
        )
        topics = _keys(Topic, [row["topic"] for row in batch])
        posts = _keys(Post, [row["post"] for row in batch])
        new = [
            ModerationAct(
                public_id=row["id"],
                network=self.network,
                act=row["act"],
                actor_id=self.writers.maybe(row["actor"]),
                role=row["role"],
                reason=row["reason"],
                at=row["at"],
                topic_id=topics.get(row["topic"]),
                post_id=posts.get(row["post"]),
            )
            for row in batch
            if row["id"] not in here
        ]
        ModerationAct.objects.bulk_create(new, batch_size=200)


def _of(container: Container, kind: str) -> Iterator[Row]:
    for _number, _line, row in container.lines():
        if row["kind"] == kind:
            yield checked(row)


def _bundles(container: Container) -> Iterator[Bundle]:
    """Yield each topic with all that stands behind it."""
    bundle: Bundle | None = None
    for _number, _line, row in container.lines():
        if row["kind"] == "topic":
            if bundle is not None:
                yield bundle
            bundle = Bundle(checked(row))
        elif bundle is not None and row["kind"] in Bundle.PARTS:
            bundle.part(row["kind"]).append(checked(row))
    if bundle is not None:
        yield bundle


def _look(actor: Reader, container: Container, report: Report) -> None:
    """Count what an import would do, and look at each file without keeping it."""
    topics: list[str] = []
    for row in _of(container, "topic"):
        topics.append(row["id"])
        if len(topics) >= POSTS:
            report.known += len(_keys(Topic, topics))
            topics = []
    report.known += len(_keys(Topic, topics))
    for row in _of(container, "file"):
        if not row["size"]:
            _refuse(report, row["name"], "gone")
            continue
        try:
            with container.open_file(row["id"]) as content:
                look_at_file(actor=actor, name=row["name"], content=content, size=row["size"])
            report.files += 1
        except NotTaken as fault:
            if fault.fault == UNSCANNED:
                raise
            _refuse(report, row["name"], fault.fault)
    report.topics, report.posts = report.counts["topic"] - report.known, report.counts["post"]


def _refuse(report: Report, name: str, fault: str) -> None:
    report.refused[fault] += 1
    report.on_refusal(name, fault)


@transaction.atomic
def _join(rows: list[Row]) -> None:
    posts = _keys(Post, [row["id"] for row in rows])
    quoted = _keys(Post, [one["post"] for row in rows for one in row["quotes"]])
    quotes = [
        Quote(post_id=posts[row["id"]], place=place, quoted_id=quoted[one["post"]], excerpt=one["words"])
        for row in rows
        for place, one in enumerate(row["quotes"])
        if row["id"] in posts and one["post"] in quoted
    ]
    Quote.objects.bulk_create(quotes, batch_size=200, ignore_conflicts=True)


def _keys(model: Any, ids: list[Any]) -> dict[str, int]:
    named = {one for one in ids if one is not None}
    return dict(model.objects.filter(public_id__in=named).values_list("public_id", "pk"))


def _free(key: str, taken: set[str]) -> str:
    """Return KEY, or with a number behind it where a forum has it already."""
    free, number = key, 1
    while free in taken:
        number += 1
        free = f"{key[:36]}-{number}"
    return free
