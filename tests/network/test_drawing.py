"""Parts that were drawn before come again for the same words, and nobody fills the memory with words of his own."""

from markupsafe import Markup

from network.drawing import LONGEST, Drawn
from tests.factories import forum as make


class Macro:
    def __init__(self, drawn: str = "<p></p>") -> None:
        self.drawn, self.count = Markup(drawn), 0

    def __call__(self, *_given: object) -> Markup:
        self.count += 1
        return self.drawn


def test_the_same_words_are_drawn_once():
    macro, kept = Macro(), Drawn()
    assert kept.draw(macro, ("a", 1), "b") == kept.draw(macro, ("a", 1), "b") == "<p></p>"
    assert macro.count == 1


def test_what_is_long_is_drawn_anew_whether_it_came_out_or_went_in():
    kept = Drawn()
    for macro, given in (
        (Macro("x" * (LONGEST + 1)), ("a",)),
        (Macro(), ("x" * (LONGEST + 1),)),
        (Macro(), (("a", ("x" * (LONGEST + 1), 2)),)),
    ):
        kept.draw(macro, *given)
        kept.draw(macro, *given)
        assert macro.count == 2
    assert kept.draw(Macro(), "short") == "<p></p>"


def test_what_somebody_sends_for_a_choice_stays_in_no_memory(ana, ocean):
    from network import drawing

    topic = make.topic(make.forum(ocean), ana.membership)
    sent = {"body": "", "language": "l" * 100_000, "code": "c" * 100_000}
    assert ana.client.post(f"{topic.get_absolute_url()}reply/", sent).status_code == 422
    kept = [one for _macro, given in drawing._drawn._parts for one in given if isinstance(one, str)]
    assert max(map(len, kept), default=0) <= LONGEST
