"""What of a topic is the reader's own: how much he hears of it, which posts he keeps and thanked for; one statement."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from network.planned import ask, own_words
from network.values import loaded


@dataclass(frozen=True, slots=True)
class Own:
    """`level`: what the reader said of the topic itself ("" nothing). The rest are numbers (`seq`) of posts."""

    level: str = ""
    kept: frozenset[int] = field(default_factory=frozenset)
    helped: frozenset[int] = field(default_factory=frozenset)
    # The reply that the reader has begun: its version and its fields.
    draft: "tuple[int, dict[str, Any]] | None" = None


NOTHING = Own()

LEVEL = """
SELECT 'level' AS what, 0 AS post_id, level AS word FROM forum_follow WHERE topic_id = %s AND membership_id = %s"""
KEPT = "SELECT 'kept', post_id, '' FROM forum_bookmark WHERE membership_id = %s AND post_id {among}"
HELPED = "SELECT 'helped', post_id, '' FROM forum_helped WHERE membership_id = %s AND post_id {among}"
DRAFT = """
SELECT 'draft', version, CAST(fields AS text) FROM writing_draft
WHERE membership_id = %s AND label = 'forum.Topic' AND thing_id = %s"""


def own_in(reader_id: int, topic_id: int, posts: Iterable[tuple[int, int]]) -> Own:
    """Return what of a topic that `visible_to` has found is READER_ID's own, among POSTS (key, number) of a page."""
    numbers = dict(posts)
    parts = [LEVEL, DRAFT]
    parameters: list[Any] = [topic_id, reader_id, reader_id, topic_id]
    if numbers:
        # One statement for pages of any length, where the database knows lists.
        lists = connection.vendor == "postgresql"
        among = "= ANY(%s)" if lists else f"IN ({', '.join(['%s'] * len(numbers))})"
        for part in (KEPT, HELPED):
            parts.append(part.format(among=among))
            parameters += [reader_id, list(numbers)] if lists else [reader_id, *numbers]
    rows = ask(own_words(" UNION ALL ".join(parts)), parameters)
    draft = next(((version, loaded(word)) for what, version, word in rows if what == "draft"), None)
    return Own(
        draft=draft,
        level=next((word for what, _post, word in rows if what == "level"), ""),
        kept=frozenset(numbers[post] for what, post, _word in rows if what == "kept"),
        helped=frozenset(numbers[post] for what, post, _word in rows if what == "helped"),
    )
