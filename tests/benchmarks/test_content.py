"""The generator of the benchmark: reproducible, exact in number, and true to the models."""

import itertools

import pytest

from benchmarks import content
from benchmarks.fill import column_names
from forum.models import Post, ReadMark, RequestedBody, Topic

PLACES = [content.Place(n + 1, [5 * n + one for one in range(1, 6)], list(range(1, 40)), [1, 2, 3]) for n in range(4)]
SMALL = content.Size("small", topics=300, posts=6_000, longest=900, members=40)


@pytest.fixture(scope="module")
def stock():
    return content.paragraphs()


@pytest.fixture
def made():
    plans = content.plans(SMALL, PLACES)
    list(content.topics(plans))
    return plans


def column(name):
    return content.POST.index(name)


def test_the_same_seed_gives_the_same_posts(made, stock):
    again = content.plans(SMALL, PLACES)
    list(content.topics(again))
    first = itertools.islice(content.posts(made, stock), 500)
    second = itertools.islice(content.posts(again, content.paragraphs()), 500)
    assert list(first) == list(second)


def test_there_are_as_many_posts_as_were_asked_for(made):
    assert len(made) == SMALL.topics
    assert sum(plan.posts for plan in made) == SMALL.posts
    assert (made[0].posts, made[1].posts) == (SMALL.longest, 20)
    assert min(plan.posts for plan in made) >= 1


@pytest.mark.parametrize("size", content.SIZES.values(), ids=list(content.SIZES))
def test_the_full_size_and_the_tenth_have_the_numbers_they_promise(size):
    made = content.plans(size, PLACES)
    assert (len(made), sum(plan.posts for plan in made)) == (size.topics, size.posts)


def test_each_post_has_600_characters(made, stock):
    assert {len(row[column("body")]) for row in content.posts(made, stock)} == {content.BODY}


def test_a_post_stands_below_an_earlier_post_of_its_own_topic(made, stock):
    seen = {}
    depths = set()
    for row in content.posts(made, stock):
        topic, path, parent = (row[column(name)] for name in ("topic_id", "path", "parent_id"))
        depths.add(len(path) // content.SEGMENT)
        if parent is not None:
            above_topic, above_path = seen[parent]
            assert above_topic == topic
            assert path[: -content.SEGMENT] == above_path[: content.SEGMENT * (content.DEEPEST - 1)]
        seen[row[0]] = (topic, path)
    assert max(depths) == content.DEEPEST
    assert len(set(seen.values())) == SMALL.posts


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Topic, content.TOPIC),
        (Post, content.POST),
        (ReadMark, content.MARK),
        (RequestedBody, content.REQUESTED),
    ],
)
def test_the_content_knows_every_column_of_the_models(model, columns):
    assert len(column_names(model, columns)) == len(columns)


def test_a_column_that_the_content_does_not_know_stops_the_fill():
    with pytest.raises(SystemExit, match="renderer"):
        column_names(Post, [name for name in content.POST if name != "renderer"])
