"""Posts put under other numbers and into other topics: one statement a step, however many posts there are."""

import json
from collections.abc import Sequence

from django.db import connection

from forum.arranging import Answer, Place
from forum.marks import Mark
from forum.models import Follow, Post, ReadMark

# Above every number that a post can have: the path holds seven digits.
PARKED = 1_000_000_000
# Numbers and paths are unique in a topic at every moment: all are first put where none collides with a final one.
PARK = {
    "sqlite": f"""UPDATE forum_post SET seq = seq + {PARKED}, path = '~' || id
        WHERE id IN (SELECT value FROM json_each(%s))""",
    "postgresql": f"""UPDATE forum_post SET seq = seq + {PARKED}, path = '~' || id
        WHERE id IN (SELECT value::bigint FROM json_array_elements_text(%s::json))""",
}
SET = """UPDATE forum_post SET topic_id = %s, seq = n.seq, path = n.path, parent_id = n.parent,
    in_reply_to_id = n.answers, code = n.code FROM ({}) AS n WHERE forum_post.id = n.id"""
PUT = {
    "sqlite": SET.format(
        """SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS seq,
        json_extract(value, '$[2]') AS path, json_extract(value, '$[3]') AS parent,
        json_extract(value, '$[4]') AS answers, json_extract(value, '$[5]') AS code FROM json_each(%s)"""
    ),
    "postgresql": SET.format(
        """SELECT (value->>0)::bigint AS id, (value->>1)::int AS seq, value->>2 AS path, (value->>3)::bigint AS parent,
        (value->>4)::bigint AS answers, value->>5 AS code FROM json_array_elements(%s::json)"""
    ),
}


def answers_in(topic_id: int) -> list[Answer]:
    """Return the posts of a topic by number, each with what it answers; one statement."""
    rows = Post.objects.filter(topic_id=topic_id).order_by("seq")
    columns = ("pk", "seq", "parent_id", "in_reply_to_id", "code")
    return [Answer(pk, seq, replied or parent, code) for pk, seq, parent, replied, code in rows.values_list(*columns)]


def park(places: Sequence[Place]) -> None:
    """Take the posts off their numbers; call `put` for each topic before the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(PARK[connection.vendor], [json.dumps([place.pk for place in places])])


def put(topic_id: int, places: Sequence[Place]) -> None:
    """Put the posts, which are parked, into a topic."""
    rows = [[one.pk, one.seq, one.path, one.parent, one.answers, one.code] for one in places]
    with connection.cursor() as cursor:
        cursor.execute(PUT[connection.vendor], [topic_id, json.dumps(rows)])


def marks_of(topic_id: int) -> dict[int, Mark]:
    """Return by membership how far each reader has read a topic."""
    rows = ReadMark.objects.filter(topic_id=topic_id).values_list("membership_id", "seq", "shown")
    return {pk: Mark(seq, frozenset(shown)) for pk, seq, shown in rows}


def keep_marks(topic_id: int, marks: dict[int, Mark]) -> None:
    """Write how far each has read a topic, in place of what was kept."""
    ReadMark.objects.filter(topic_id=topic_id).delete()
    rows = [
        ReadMark(topic_id=topic_id, membership_id=pk, seq=mark.seq, shown=sorted(mark.shown), ahead=len(mark.shown))
        for pk, mark in marks.items()
    ]
    ReadMark.objects.bulk_create(rows, ignore_conflicts=True)


def copy_follows(source_id: int, target_id: int, *, without_mute: bool = False) -> None:
    """Let those who said how much they hear of one topic hear as much of another, unless they said so of that one."""
    rows = Follow.objects.filter(topic_id=source_id)
    if without_mute:
        rows = rows.exclude(level=Follow.Level.MUTE)
    said = [
        Follow(membership_id=pk, level=level, topic_id=target_id)
        for pk, level in rows.values_list("membership_id", "level")
    ]
    Follow.objects.bulk_create(said, ignore_conflicts=True)
