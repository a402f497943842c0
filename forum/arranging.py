"""Where posts stand after some of them went to another topic: pure, without a database."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from forum.marks import MOST_AHEAD, Mark, advanced
from forum.models.posts import DEEPEST, level_of, path_below


@dataclass(frozen=True, slots=True)
class Answer:
    """A post with its number, the post that it answers (None: the topic), and its own code."""

    pk: int
    seq: int
    answers: int | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands: `answers` only where the thread is too deep to show it by the place."""

    pk: int
    seq: int
    path: str
    parent: int | None
    answers: int | None
    code: str = ""


def with_replies(posts: Sequence[Answer], chosen: Collection[int]) -> set[int]:
    """Return CHOSEN (numbers of posts) with all that answers them, and what answers that."""
    below: dict[int, list[int]] = {}
    for post in posts:
        if post.answers is not None:
            below.setdefault(post.answers, []).append(post.pk)
    found: set[int] = set()
    waiting = list(chosen)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += below.get(one, ())
    return found


def arranged(
    posts: Sequence[Answer], after: int = 0, under: int | None = None, codes: Mapping[str, str] | None = None
) -> list[Place]:
    """Return the places of POSTS, numbered from AFTER + 1 in their order.

    What answers none of them answers the topic, or with UNDER that post. With AFTER 0 the first is the opening, and an
    answer to the opening is an answer to the topic. CODES gives the code that each own code becomes.
    """
    seqs = {post.pk: number for number, post in enumerate(posts, after + 1)}
    answers = {post.pk: post.answers if post.answers in seqs else under for post in posts}
    if under is not None:
        answers[under] = None
    own = {post.pk: (codes or {}).get(post.code, post.code) for post in posts}
    opening = posts[0].pk if posts and after == 0 else None
    placed: dict[int, Place] = {}
    for post in posts:
        # An archive may number an answer before what it answers.
        chain = {post.pk: None}
        while (above := answers[next(reversed(chain))]) is not None and above not in placed and above not in chain:
            chain[above] = None
        for pk in reversed(chain):
            if pk not in placed:
                placed[pk] = _placed(pk, seqs[pk], placed.get(answers[pk] or 0), opening, own[pk])
    return [placed[post.pk] for post in posts]


def _placed(pk: int, seq: int, above: Place | None, opening: int | None, code: str) -> Place:
    if above is None or above.pk == opening:
        return Place(pk, seq, path_below("", seq), None, None, code)
    path = path_below(above.path, seq)
    if level_of(above.path) >= DEEPEST:
        return Place(pk, seq, path, above.parent, above.pk, code)
    return Place(pk, seq, path, above.pk, None, code)


def carried(mark: Mark, seqs: Mapping[int, int]) -> Mark:
    """Return what is left of MARK under other numbers: SEQS gives the new (from 1) by the old, both rising."""
    read = bisect_right(list(seqs), mark.seq)
    return advanced(Mark(read), [seqs[old] for old in mark.shown if old in seqs])


def joined(mark: Mark, last: int, came: Mark) -> Mark:
    """Return MARK of a topic with LAST posts after others were appended, of which CAME says what was read before.

    What would not fit into the small set of a mark counts as unread again, never the other way round.
    """
    read = [last + seq for seq in (*range(1, came.seq + 1), *came.shown)]
    if mark.seq >= last or len(mark.shown) + len(read) <= MOST_AHEAD:
        return advanced(mark, read)
    return mark
