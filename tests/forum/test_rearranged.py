"""Whatever posts leave a topic or come into it, the threads stand: tried with trees nobody would think of."""

from hypothesis import given
from hypothesis import strategies as st

from forum.arranging import Answer, Place, arranged, carried, with_replies
from forum.marks import Mark, advanced
from forum.models.posts import DEEPEST, SEGMENT, level_of


@st.composite
def threads(draw: st.DrawFn) -> list[Answer]:
    """Posts 1 to n; each answers the topic or an earlier one."""
    size = draw(st.integers(1, 40))
    above = [
        draw(st.one_of(st.none(), st.integers(1, number - 1))) if number > 1 else None for number in range(1, size + 1)
    ]
    return [Answer(number, number, answers) for number, answers in enumerate(above, 1)]


def stands(places: list[Place], after: int = 0) -> None:
    """Assert that PLACES are as the house builds them."""
    by_pk = {place.pk: place for place in places}
    assert [place.seq for place in places] == list(range(after + 1, after + len(places) + 1))
    assert len({place.path for place in places}) == len(places)
    for place in places:
        assert 1 <= level_of(place.path) <= DEEPEST
        assert int(place.path[-SEGMENT:]) == place.seq
        above = by_pk[place.parent].path if place.parent is not None else ""
        assert place.path == above + place.path[-SEGMENT:]
        assert place.answers is None or level_of(by_pk[place.answers].path) == DEEPEST


@given(threads())
def test_a_topic_that_is_numbered_anew_stands(posts):
    places = arranged(posts)
    stands(places)
    opening = posts[0].pk
    for post, place in zip(posts, places, strict=True):
        shown = place.answers or place.parent
        assert shown == (None if post.answers in {None, opening} else post.answers)


@given(threads(), st.data())
def test_both_parts_of_a_split_topic_stand(posts, data):
    if len(posts) < 2:
        return
    chosen = data.draw(st.sets(st.integers(2, len(posts)), min_size=1))
    leaving = with_replies(posts, chosen)
    going = [post for post in posts if post.pk in leaving]
    staying = [post for post in posts if post.pk not in leaving]
    assert len(going) + len(staying) == len(posts)
    # Nobody who stays answers somebody who went.
    assert not {post.answers for post in staying} & leaving
    stands(arranged(going))
    stands(arranged(staying))


@given(threads(), st.integers(1, 50))
def test_a_merged_topic_stands_below_its_opening(posts, last):
    places = arranged(posts, last, posts[0].pk)
    stands(places, last)
    assert all(place.path.startswith(places[0].path) for place in places)


@given(
    st.integers(0, 30),
    st.sets(st.integers(1, 30)),
    st.sets(st.integers(1, 30), min_size=1),
)
def test_of_those_that_moved_exactly_the_same_are_read(seq, shown, moving):
    mark = advanced(Mark(seq), shown)
    seqs = {old: number for number, old in enumerate(sorted(moving), 1)}
    after = carried(mark, seqs)
    for old, new in seqs.items():
        was = old <= mark.seq or old in mark.shown
        assert (new <= after.seq or new in after.shown) is was
