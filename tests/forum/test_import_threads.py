"""Threads of imported mail, whatever mails say: nothing lost, one parent at most, no loop, however deep or mixed up."""

import io
import time
import tracemalloc
import weakref
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forum.actions import arrivals
from forum.arriving.archive import Report, batches, read_archive, threads_of
from forum.arriving.letters import without_files
from forum.arriving.threads import NONE, parents, roots
from forum.models import Arrival, Post, Topic
from tests.factories import forum as make
from tests.forum.test_import import bring, mail, mbox

DEEP = 10_000
# Processor seconds for a chain of so many: a walk up the chain at each message takes some four times as long.
WITHIN = 0.5

# One message: its identifier (None: it has none), its References, its In-Reply-To. Few identifiers, so that they meet:
# duplicates, loops, self-references, orphans and contradictions all come about.
IDENTIFIERS = st.integers(0, 7)
MESSAGES = st.lists(
    st.tuples(st.none() | IDENTIFIERS, st.lists(IDENTIFIERS, max_size=4), st.lists(IDENTIFIERS, max_size=2)),
    min_size=1,
    max_size=14,
)


def written(drawn) -> list[bytes]:
    """Return mails that name each other as DRAWN says; each has words of its own."""
    return [
        mail(
            "" if key is None else f"<{key}@x>",
            references=" ".join(f"<{one}@x>" for one in references),
            answers=" ".join(f"<{one}@x>" for one in replied),
            text=f"Mail number {number}.",
            day=1 + number,
        )
        for number, (key, references, replied) in enumerate(drawn)
    ]


def read(drawn):
    return read_archive(mbox(*written(drawn)), Report(), lambda what, count: None)


def is_looped(found) -> bool:
    """Whether somebody stands above himself, found without what is tried: by taking away who has no parent left."""
    left = set(range(len(found)))
    while gone := {one for one in left if found[one] not in left}:
        left -= gone
    return bool(left)


@given(MESSAGES)
@settings(max_examples=200, deadline=None)
@example([(1, [], [2]), (2, [], [1])])
@example([(1, [1], [1])])
@example([(1, [], []), (1, [1], []), (2, [1], [])])
def test_every_message_stands_in_one_thread_below_at_most_one_that_it_named(drawn):
    index = read(drawn)
    assert len(index.places) == len(drawn)
    assert not is_looped(index.above)
    for (_key, references, replied), above in zip(drawn, index.above, strict=True):
        assert above == NONE or drawn[above][0] in {*references, *replied}
    threads = list(threads_of(index))
    assert sorted(number for thread in threads for number in thread) == list(range(len(drawn)))
    for thread in threads:
        assert [index.above[number] for number in thread].count(NONE) == 1
        placed = {number: place for place, number in enumerate(thread)}
        assert all(index.above[number] == NONE or placed[index.above[number]] < placed[number] for number in thread)
    brought = [number for batch in batches(iter(threads), index) for thread in batch for number in thread]
    assert brought == [number for thread in threads for number in thread]


@given(MESSAGES)
@settings(max_examples=200, deadline=None)
def test_the_last_reference_counts_before_in_reply_to_and_the_nearest_that_is_there_is_taken(drawn):
    """Held against an answer worked out the long way round, where no loop had to be opened."""
    index = read(drawn)
    first = {}
    for number, (key, _references, _replied) in enumerate(drawn):
        if key is not None:
            first.setdefault(key, number)
    wanted = []
    for number, (key, references, replied) in enumerate(drawn):
        # Named twice, an identifier counts where it was named first.
        asked = [*reversed(list(dict.fromkeys(references))), *replied]
        there = [first[one] for one in asked if one in first and one != key and first[one] != number]
        wanted.append(there[0] if there else NONE)
    if not is_looped(wanted):
        assert index.above == wanted


@given(MESSAGES, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_in_which_order_mails_lie_in_the_archive_changes_no_parent(drawn, random):
    """Where identifiers are each one mail's and no loop has to be opened; else the first in the archive counts."""
    drawn = list({key: one for one in drawn for key in [one[0]] if key is not None}.values())
    index = read(drawn) if drawn else None
    wishes = {key: {*references, *replied} & {one[0] for one in drawn} for key, references, replied in drawn}
    if index is None or _may_loop(wishes):
        return
    mixed = random.sample(drawn, len(drawn))
    again = read(mixed)
    assert _by_key(mixed, again.above) == _by_key(drawn, index.above)


def _may_loop(wishes) -> bool:
    left = dict(wishes)
    while gone := [key for key, named in left.items() if not (named - {key}) & left.keys()]:
        for key in gone:
            del left[key]
    return bool(left)


def _by_key(drawn, above):
    return {one[0]: drawn[parent][0] if parent != NONE else None for one, parent in zip(drawn, above, strict=True)}


def chain(count: int) -> list[int]:
    return list(range(count))


def mixed(count: int) -> list[int]:
    """All numbers below COUNT (not a multiple of 7), far from their order."""
    return [number * 7 % count for number in range(count)]


@pytest.mark.parametrize(
    "order", [chain, lambda count: chain(count)[::-1], mixed], ids=["in order", "newest first", "mixed"]
)
def test_a_chain_of_ten_thousand_is_one_thread_in_any_order_and_in_no_time(order):
    numbers = order(DEEP)
    keys = [str(number) for number in numbers]
    answers = [[str(number - 1)] for number in numbers]
    before = time.process_time()
    found = parents(keys, answers)
    tops = roots(found)
    spent = time.process_time() - before
    assert [keys[one] if one != NONE else "-1" for one in found] == [one[0] for one in answers]
    assert {keys[one] for one in tops} == {"0"}
    assert spent < WITHIN


def test_a_ring_of_ten_thousand_is_opened_once():
    keys = [str(number) for number in range(DEEP)]
    before = time.process_time()
    found = parents(keys, [[str((number + 1) % DEEP)] for number in range(DEEP)])
    assert time.process_time() - before < WITHIN
    assert found.count(NONE) == 1
    assert not is_looped(found)


def test_all_threads_of_a_deep_chain_come_in_order():
    drawn = [(number, [], [number - 1] if number else []) for number in range(27)]
    index = read(drawn)
    assert list(threads_of(index)) == [list(range(27))]
    assert all(lower < upper for lower, upper in pairwise(index.dates))


@pytest.mark.parametrize("key", ["", "<1@x>"], ids=["without identifiers", "of one identifier"])
def test_the_same_mail_three_times_stands_there_once(ocean, key):
    place = make.forum(ocean, "copies")
    mails = [mail(key, text="The same words."), mail("<2@x>", answers=key, text="An answer.", day=2)]
    report = bring(place, mails[0], mails[0], mails[0], mails[1])
    assert (report.messages, report.new, report.faults["copy"]) == (4, 2, 2)
    assert Post.objects.filter(body="The same words.").count() == 1
    assert Post.objects.get(body="An answer.").topic.posts_count == (2 if key else 1)
    stood = Post.objects.count()
    again = bring(place, mails[0], mails[0], mails[0], mails[1])
    assert (again.new, Post.objects.count()) == (0, stood)


@given(MESSAGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([(None, [], []), (None, [], [])])
@example([(1, [], [2]), (2, [1], []), (1, [2], [])])
def test_what_stands_in_the_forum_afterwards_is_what_lay_in_the_archive(ocean, drawn):
    place = make.forum(ocean, f"place-{Topic.objects.count()}-{time.monotonic_ns()}"[:40])
    report = bring(place, *written(drawn))
    posts = list(Post.objects.filter(topic__forum=place).select_related("parent"))
    assert report.new == len(posts) == len(drawn)
    assert sorted(post.body for post in posts) == sorted(f"Mail number {number}." for number in range(len(drawn)))
    assert all(post.parent is None or post.parent.topic_id == post.topic_id for post in posts)
    assert all(post.parent is None or post.parent.seq < post.seq for post in posts)
    before = Arrival.objects.filter(forum=place).count()
    assert bring(place, *written(drawn)).new == 0
    assert Arrival.objects.filter(forum=place).count() == before == len(drawn)


class Endless(io.RawIOBase):
    """An archive of COUNT mails of some 20 kB each that stands nowhere whole: each piece is made when it is read."""

    def __init__(self, count: int) -> None:
        text = ("A line of a mail that somebody wrote to a list." * 20 + "\n") * 20
        one = mail("<000000@x>", text=text).rstrip(b"\n")
        self.one = b"From a@b Mon Mar  1 12:00:00 2010\n" + one + b"\n\n"
        self.count, self.place = count, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        self.place = (0, self.place, self.count * len(self.one))[whence] + place
        return self.place

    def readinto(self, buffer) -> int:
        number, inside = divmod(self.place, len(self.one))
        if number >= self.count:
            return 0
        piece = self.one.replace(b"<000000@x>", b"<%06d@x>" % number)[inside : inside + len(buffer)]
        buffer[: len(piece)] = piece
        self.place += len(piece)
        return len(piece)


def test_what_is_kept_of_a_mail_while_an_archive_is_read_is_less_than_a_kilobyte():
    kept = []
    for count in (50, 300):
        tracemalloc.start()
        index = read_archive(io.BufferedReader(Endless(count)), Report(), lambda what, count: None)
        kept.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(index.places) == count
    assert (kept[1] - kept[0]) / 250 < 1_000


def test_letters_of_a_portion_are_let_go_before_the_next_is_read(ocean, monkeypatch):
    monkeypatch.setattr("forum.arriving.archive.AT_ONCE", 3)
    alive, most = weakref.WeakSet(), []

    def noted(letter):
        kept = without_files(letter)
        alive.add(kept)
        most.append(len(alive))
        return kept

    monkeypatch.setattr(arrivals, "without_files", noted)
    report = bring(make.forum(ocean, "portions"), *(mail(f"<{number}@x>", day=1 + number) for number in range(24)))
    assert report.new == 24
    assert max(most) <= 2 * 3


def test_an_archive_without_messages_is_an_empty_one():
    assert read_archive(io.BytesIO(b""), Report(), lambda what, count: None).above == []


def test_another_mail_with_an_identifier_that_was_used_before_stands_beside_it(ocean):
    place = make.forum(ocean, "used-twice")
    mails = [mail("<1@x>", text="One."), mail("<1@x>", text="Another."), mail("<2@x>", answers="<1@x>", text="To one.")]
    report = bring(place, *mails)
    assert (report.new, report.faults["same_identifier"], report.faults["copy"]) == (3, 1, 0)
    assert Post.objects.get(body="To one.").topic == Post.objects.get(body="One.").topic
    assert bring(place, *mails).new == 0


def test_a_dry_run_counts_copies_as_the_import_does(ocean):
    place = make.forum(ocean, "counted")
    mails = [mail("", text="Once."), mail("", text="Once."), mail("<1@x>"), mail("<1@x>")]
    dry, real = bring(place, *mails, is_dry=True), bring(place, *mails)
    assert (dry.messages, dry.new, dry.topics, dry.faults["copy"]) == (4, 2, 2, 2)
    assert (real.messages, real.new, real.topics, real.faults["copy"]) == (4, 2, 2, 2)
