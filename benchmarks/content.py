"""The content of the benchmark: the same rows from the same seed, whatever the database and whatever the day.

Rows of the large tables are tuples in the order of the columns named beside them, in values that both databases take
as they are. Everything happens between 2022 and 2025, so that nothing lies in the future.
"""
# ruff: noqa: SIM905 - lists of words are read more easily as words

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from benchmarks.words import BANDS, paragraph, title, with_words

SEED = 20_26_11
BEGIN = datetime(2022, 1, 1, 8, 0, 0)
SPAN = timedelta(days=4 * 365)
READ_UNTIL = BEGIN + SPAN * 0.9
SEGMENT = 7
DEEPEST = 8
BODY = 600
FORUMS = 20
NETWORKS = 4

TOPIC = (
    "id public_id forum_id network_id kind title language code author_id created_at status waiting_author "
    "waiting_body_id waiting_since waiting_until cooperation requesting_id requested_ids legal_basis stage deadline "
    "deadline_zone deadline_reason pinned pinned_at locked_at last_seq posts_count accepted_count last_post_at "
    "last_author_id asked_by_id merged_into_id slow_seconds helpers_told_at coordinator_told_at outcome_asked_at "
    "narrowed open_seq waiting_zone stands_since replied_at legal_key"
).split()
POST = (
    "id public_id topic_id seq path parent_id in_reply_to_id author_id language body html renderer created_at "
    "accepted_at accepted_by_id submission code version edited_at hidden_at erased_at helped holds"
).split()
MARK = "membership_id topic_id seq shown ahead".split()
REQUESTED = "topic_id body_id forum_id is_open".split()

COOPERATION = ["mla", "extradition", "confiscation", "electronic_evidence", "video_hearing", "service_of_documents"]
KINDS = ["question"] * 7 + ["consultation"] * 2 + ["practice_note"]
STATUSES = ["solved"] * 5 + ["answered"] * 3 + ["waiting"] * 2 + ["open"] * 3


@dataclass(frozen=True)
class Size:
    """How much. The number of forums stays, so that a forum and its longest topic grow with the whole."""

    name: str
    topics: int
    posts: int
    longest: int
    members: int


SIZES = {
    "full": Size("full", topics=20_000, posts=400_000, longest=5_000, members=2_000),
    "tenth": Size("tenth", topics=2_000, posts=40_000, longest=500, members=200),
}


@dataclass(frozen=True)
class Place:
    """One network as the fill made it: its forums, its contact points and their bodies."""

    network: int
    forums: list[int]
    members: list[int]
    bodies: list[int]


@dataclass
class Plan:
    """A topic before its posts: what the lists show of it depends on them."""

    id: int
    forum: int
    place: Place
    posts: int
    begin: int  # seconds after BEGIN
    step: int  # seconds between two posts
    last_author: int = 0
    accepted: int = 0
    authors: list[int] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.begin + self.step * (self.posts - 1)


def moment(seconds: int) -> str:
    return str(BEGIN + timedelta(seconds=seconds))


def public_id(hand: Random) -> str:
    return urlsafe_b64encode(hand.randbytes(16))[:22].decode()


def plans(size: Size, places: list[Place]) -> list[Plan]:
    """Return all topics: the first is the longest, the second holds just one page of posts, the rest differ."""
    hand = Random(f"{SEED} topics")
    counts = [size.longest, 20, *_shares(hand, size.topics - 2, size.posts - size.longest - 20)]
    forums = [(forum, place) for place in places for forum in place.forums]
    total = int(SPAN.total_seconds())
    made = []
    for number, posts in enumerate(counts):
        forum, place = forums[number % len(forums)] if number > 1 else forums[0]
        step = hand.randint(600, 40_000) if number else 20_000 * 5_000 // size.longest
        begin = hand.randrange(max(1, total - step * posts)) if number > 1 else total - step * posts - number * 3600
        plan = Plan(number + 1, forum, place, posts, begin, step)
        plan.authors = [hand.choice(place.members) for _ in range(posts)]
        plan.last_author = plan.authors[-1]
        made.append(plan)
    return made


def _shares(hand: Random, topics: int, posts: int) -> list[int]:
    mean = posts // topics
    counts = [hand.randint(1, 2 * mean - 1) for _ in range(topics)]
    while missing := posts - sum(counts):
        for at in range(abs(missing)):
            counts[at % topics] += 1 if missing > 0 else -1 if counts[at % topics] > 1 else 0
    return counts


def topics(made: list[Plan]) -> Iterator[tuple[object, ...]]:
    hand = Random(f"{SEED} words of topics")
    for plan in made:
        kind = hand.choice(KINDS)
        asking = kind in {"question", "consultation"}
        status = hand.choice(STATUSES) if asking else "open"
        asked = hand.sample(plan.place.bodies, 2) if asking else []
        waiting = status == "waiting"
        plan.accepted = 1 if status == "solved" and plan.posts > 1 else 0
        end = moment(plan.end)
        pinned = hand.random() < 0.002
        basis = title(hand) if asking else ""
        yield (
            plan.id,
            public_id(hand),
            plan.forum,
            plan.place.network,
            kind,
            title(hand),
            hand.choice(["en", "en", "en", "fr", "es"]),
            "AMBER",
            plan.authors[0],
            moment(plan.begin),
            status,
            False,
            asked[0] if waiting else None,
            end if waiting else None,
            None,
            hand.choice(COOPERATION) if asking else "",
            hand.choice(plan.place.bodies) if asking else None,
            json.dumps(asked),
            basis,
            hand.choice(["before_request", "pending"]) if asking else "",
            None,
            "",
            "",
            pinned,
            end if pinned else None,
            None,
            plan.posts,
            plan.posts,
            plan.accepted,
            end,
            plan.last_author,
            *(None, None, 0, None, None, None),
            False,
            plan.posts,
            *("", end, end if plan.posts > 1 else None, basis.casefold()),
        )


def requested(rows: list[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """Return the States that the topics in ROWS name, from the same rows."""
    of = {name: at for at, name in enumerate(TOPIC)}
    for row in rows:
        is_open = row[of["status"]] in {"open", "waiting"}
        for body in json.loads(str(row[of["requested_ids"]])):
            yield row[of["id"]], body, row[of["forum_id"]], is_open


@dataclass(frozen=True)
class Paragraphs:
    """Three paragraphs and two blank lines are one post of BODY characters; each was rendered once."""

    first: list[tuple[str, str]]
    last: list[tuple[str, str]]
    renderer: int


def paragraphs() -> Paragraphs:
    from writing.markdown import RENDERER_VERSION, render

    hand = Random(f"{SEED} paragraphs")

    def rendered(length: int, count: int, word: int, drawn: int) -> list[tuple[str, str]]:
        texts = [paragraph(hand, length) for _ in range(count)]
        added: list[list[str]] = [[] for _ in texts]
        for share, words in BANDS.values():
            # Of a paragraph that is DRAWN twice for a post, fewer need the word.
            for at in hand.sample(range(count), round(count * (1 - (1 - share) ** (1 / drawn)))):
                added[at].append(words[word])
        texts = [with_words(text, some) for text, some in zip(texts, added, strict=True)]
        return [(text, render(text).html) for text in texts]

    # The first word of each band stands in one part, the second in the other: whether both do is chance.
    return Paragraphs(rendered(199, 600, 0, 2), rendered(BODY - 2 * 199 - 4, 300, 1, 1), RENDERER_VERSION)


def posts(made: list[Plan], stock: Paragraphs) -> Iterator[tuple[object, ...]]:
    """Return the posts, topic by topic, in their order of arrival: half answer the topic, half an earlier post."""
    hand = Random(f"{SEED} posts")
    key = 0
    for plan in made:
        # id, path and parent of the replies of this topic so far; the opening's own replies are the topic's.
        before: list[tuple[int, str, int | None]] = []
        for seq, author in enumerate(plan.authors, 1):
            key += 1
            parent, above, in_reply_to = None, "", None
            if before and hand.random() < 0.5:
                parent, above, beside = before[-1 - int(hand.random() ** 2 * min(len(before), 30))]
                if len(above) == SEGMENT * DEEPEST:
                    parent, in_reply_to = beside, parent
            path = above[: SEGMENT * (DEEPEST - 1)] + f"{seq:0{SEGMENT}d}"
            if seq > 1:
                before.append((key, path, parent))
            one, two, three = hand.choice(stock.first), hand.choice(stock.first), hand.choice(stock.last)
            at = moment(plan.begin + plan.step * (seq - 1))
            accepted = plan.accepted and seq == 2
            yield (
                key,
                public_id(hand),
                plan.id,
                seq,
                path,
                parent,
                in_reply_to,
                author,
                "en",
                f"{one[0]}\n\n{two[0]}\n\n{three[0]}",
                one[1] + two[1] + three[1],
                stock.renderer,
                at,
                at if accepted else None,
                plan.authors[0] if accepted else None,
                "",
                *("", 1, None, None, None, 0, ""),
            )


def marks(made: list[Plan], members: list[int], measuring: int) -> Iterator[tuple[object, ...]]:
    """Return how far members have read: twenty topics each, and of the measuring member every third topic, half."""
    hand = Random(f"{SEED} marks")
    for member in members:
        for plan in hand.sample(made, 20):
            if member != measuring:
                yield member, plan.id, plan.posts, "[]", 0
    for plan in made:
        if plan.id == 1 or plan.id % 3 == 0:
            yield measuring, plan.id, max(1, plan.posts // 2), "[]", 0
