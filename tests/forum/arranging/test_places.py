"""Where posts stand after some of them went: the arithmetic, without a database."""

from itertools import pairwise

from forum.arranging import Answer, arranged, joined, with_replies
from forum.marks import Mark
from forum.models.posts import level_of


def test_answers_deeper_than_eight_levels_keep_whom_they_answer():
    posts = [Answer(number, number, number - 1 if number > 2 else None) for number in range(1, 15)]
    places = arranged(posts)
    assert [level_of(place.path) for place in places] == [1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8, 8]
    assert [place.answers for place in places[8:]] == [None, 9, 10, 11, 12, 13]
    assert {place.parent for place in places[8:]} == {8}
    assert all(one.path < after.path for one, after in pairwise(places))


def test_an_answer_that_is_numbered_before_what_it_answers_still_stands_below_it():
    places = arranged([Answer(1, 1, None), Answer(2, 2, 3), Answer(3, 3, None)])
    assert places[1].path == places[2].path + "0000002"


def test_a_loop_of_answers_ends():
    places = arranged([Answer(1, 1, None), Answer(2, 2, 3), Answer(3, 3, 2)])
    assert len({place.path for place in places}) == 3


def test_replies_of_replies_go_along():
    posts = [Answer(1, 1, None), Answer(2, 2, None), Answer(3, 3, 2), Answer(4, 4, 3), Answer(5, 5, None)]
    assert with_replies(posts, {2}) == {2, 3, 4}


def test_a_mark_never_says_read_of_what_was_not():
    assert joined(Mark(2), 4, Mark(6)) == Mark(2, frozenset(range(5, 11)))
    assert joined(Mark(4), 4, Mark(6)) == Mark(10)
    assert joined(Mark(2), 4, Mark(300)) == Mark(2)
