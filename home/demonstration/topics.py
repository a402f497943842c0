"""Topics, questions and posts of the demonstration, read from the files in topics/."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from home.demonstration.fields import LANGUAGES, ContentError, Entry, Moment, entry, items, load

KINDS = ("question", "consultation", "practice_note", "announcement")
ASKING = ("question", "consultation")
STATUSES = ("open", "waiting", "answered", "solved", "no_solution", "withdrawn")
STAGES = ("before_request", "pending", "likely_refusal", "refused", "appeal")
COOPERATION = (
    "mla",
    "extradition",
    "transfer_of_sentenced_persons",
    "confiscation",
    "transfer_of_proceedings",
    "joint_investigation",
    "electronic_evidence",
    "service_of_documents",
    "video_hearing",
    "other",
)


@dataclass(frozen=True, slots=True)
class Question:
    cooperation: str
    requesting: str
    requested: tuple[str, ...]
    basis: str
    stage: str
    deadline: Moment | None
    deadline_zone: str | None
    deadline_reason: str


@dataclass(frozen=True, slots=True)
class Post:
    ref: str
    author: str
    at: Moment
    reply_to: str | None
    language: str
    body: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its posts in the order of time; the first post is the topic's own text."""

    ref: str
    forum: str
    kind: str
    title: str
    author: str
    language: str
    at: Moment
    pinned: bool
    question: Question | None
    status: str
    waiting_on: str | None
    waiting_until: Moment | None
    posts: tuple[Post, ...]

    @property
    def network(self) -> str:
        return self.forum.partition("/")[0]


def read_topics(folder: Path) -> Iterator[tuple[Entry, Topic]]:
    """Each topic with the entry it was read from, so that a later check can say where a fault stands."""
    files = sorted(path.name for path in (folder / "topics").glob("*.json"))
    if not files:
        raise ContentError("topics", "the folder", "(whole)", "holds no topic")
    for name in files:
        file = f"topics/{name}"
        for item in items(file, "topic", load(folder, file), "ref"):
            yield item, _read_topic(item)


def _read_topic(item: Entry) -> Topic:
    item.holds(
        "ref",
        "forum",
        "kind",
        "title",
        "author",
        "language",
        "at",
        "pinned",
        "question",
        "status",
        "waiting_on",
        "waiting_until",
        "posts",
    )
    return Topic(
        ref=item.text("ref", r"[a-z0-9]+(-[a-z0-9]+)*"),
        forum=item.text("forum"),
        kind=item.choice("kind", KINDS),
        title=item.text("title", r"[^\n]{1,120}"),
        author=item.text("author"),
        language=item.choice("language", LANGUAGES),
        at=item.moment("at"),
        pinned=item.flag("pinned"),
        question=None if item.absent("question") else _read_question(item),
        status=item.choice("status", STATUSES),
        waiting_on=None if item.absent("waiting_on") else item.text("waiting_on"),
        waiting_until=None if item.absent("waiting_until") else item.moment("waiting_until"),
        posts=tuple(_read_post(post) for post in items(item.file, f"{item.name}, post", item.entries("posts"), "ref")),
    )


def _read_question(item: Entry) -> Question:
    asked = entry(item.file, f"{item.name}, question", item.data["question"])
    asked.holds(
        "cooperation",
        "requesting",
        "requested",
        "basis",
        "stage",
        "deadline",
        "deadline_zone",
        "deadline_reason",
    )
    dated = not asked.absent("deadline")
    if dated == asked.absent("deadline_zone"):
        raise asked.fault("deadline_zone", "stands with a deadline, and only with one")
    question = Question(
        cooperation=asked.choice("cooperation", COOPERATION),
        requesting=asked.text("requesting"),
        requested=asked.texts("requested"),
        basis=asked.text("basis"),
        stage=asked.choice("stage", STAGES),
        deadline=asked.moment("deadline") if dated else None,
        deadline_zone=asked.zone("deadline_zone") if dated else None,
        deadline_reason=asked.text("deadline_reason", blank=not dated),
    )
    if question.deadline_reason and not dated:
        raise asked.fault("deadline_reason", "stands with a deadline, and only with one")
    if not question.requested or question.requesting in question.requested:
        raise asked.fault("requested", "must name at least one State, and not the requesting one")
    return question


def _read_post(item: Entry) -> Post:
    item.holds("ref", "author", "at", "reply_to", "language", "body", "accepted")
    return Post(
        ref=item.text("ref", r"p[0-9]+"),
        author=item.text("author"),
        at=item.moment("at"),
        reply_to=None if item.absent("reply_to") else item.text("reply_to"),
        language=item.choice("language", LANGUAGES),
        body=item.text("body"),
        accepted=item.flag("accepted"),
    )
