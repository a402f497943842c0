"""What the officers of the demonstration do about its topics, read from life.json act by act."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from home.demonstration.fields import Entry, items, load
from home.demonstration.topics import Topic

FILE = "life.json"
# What each act says beside "act" and "by".
ACTS: Mapping[str, tuple[str, ...]] = {
    "accept": ("topic", "network", "forum"),
    "ask": (
        *("ref", "network", "language", "kind", "title", "body"),
        *("cooperation", "requesting", "requested", "basis", "stage"),
    ),
    "bookmark": ("topic", "post", "note", "remind_days"),
    "code": ("topic", "code", "members", "authorities"),
    "edit": ("topic", "post", "body", "reason"),
    "erase": ("topic", "post", "reason"),
    "flag": ("topic", "post", "kind", "words"),
    "follow": ("topic", "level"),
    "helped": ("topic", "post"),
    "hide": ("topic", "post", "reason"),
    "hold": ("topic", "reason"),
    "name": ("topic", "members", "authorities"),
    "nominate": ("name", "email", "language", "function"),
    "observers": ("forum",),
    "offer": ("topic", "network", "note"),
    "overdue": ("topic", "until"),
    "post_code": ("topic", "post", "code"),
    "reply": ("topic", "language", "body", "files", "poll"),
    "vote": ("topic", "choices"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act of BY (a handle); `entry` holds the rest, and says where a fault stands."""

    name: str
    by: str
    entry: Entry


def read_life(folder: Path, people: Collection[str], topics: Collection[Topic]) -> tuple[Act, ...]:
    """Read the acts in their order; each names officers, topics and posts that there are."""
    known = {topic.ref: {post.ref for post in topic.posts} for topic in topics}
    acts = []
    for item in items(FILE, "act", load(folder, FILE), ""):
        name = item.choice("act", tuple(ACTS))
        item.holds("act", "by", *ACTS[name])
        by = item.text("by")
        if by not in people:
            raise item.fault("by", f"names an unknown member: “{by}”")
        if name == "ask":
            known[item.text("ref", r"[a-z0-9]+(-[a-z0-9]+)*")] = set()
        if "topic" in ACTS[name] and item.text("topic") not in known:
            raise item.fault("topic", f"names an unknown topic: “{item.text('topic')}”")
        if "post" in ACTS[name] and item.text("post") not in known[item.text("topic")]:
            raise item.fault("post", f"names an unknown post: “{item.text('post')}”")
        acts.append(Act(name, by, item))
    return tuple(acts)
