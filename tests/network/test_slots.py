"""Slots: a place asked for by a wrong name is a mistake; lines come ordered, one provider at a time."""

import pytest

from network import slots
from network.slots import Line, lines, provide


@pytest.fixture(autouse=True)
def no_other_providers(monkeypatch):
    monkeypatch.setattr(slots, "_providers", slots.defaultdict(list))


def test_a_slot_that_does_not_exist_is_a_mistake(ana):
    with pytest.raises(KeyError):
        provide("topic.nonsense", lambda reader, things: {})
    with pytest.raises(KeyError):
        lines("topic.nonsense", ana.membership, [1])


def test_the_lines_of_all_providers_come_by_rank(ana):
    provide("desk", lambda reader, things: {None: [Line("second", rank=2)]})
    provide("desk", lambda reader, things: {None: [Line("first", rank=1)]})
    assert [line.label for line in lines("desk", ana.membership, [None])[None]] == ["first", "second"]


def test_a_thing_without_lines_has_an_empty_list(ana):
    assert lines("topic.acts", ana.membership, ["a", "b"]) == {"a": [], "b": []}


def test_a_provider_is_asked_once_for_a_whole_page(ana):
    asked = []
    provide("desk.networks", lambda reader, things: asked.append(things) or {})
    lines("desk.networks", ana.membership, ["a", "b", "c"])
    assert asked == [["a", "b", "c"]]
