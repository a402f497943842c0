"""The rule and the audience are one decision: a thing is visible to a member exactly when he is in its audience."""

import pytest

from network.guard import audience_of, guarded_models
from network.readers import Visitor
from tests.access import things

pytest_plugins = ["tests.access.world"]

PUBLIC = {"network.Body", "network.NetworkState", "network.PublicNetwork"}


@pytest.mark.parametrize("model", things.models(), ids=lambda model: model._meta.label)
def test_a_thing_is_visible_to_exactly_those_in_its_audience(model, world, ocean):
    made = things.things_of(model, world.people, ocean)
    readers = [persona.membership for persona in world.people.values() if persona is not None]
    audiences = {thing.pk: set(audience_of(thing).values_list("pk", flat=True)) for thing in made}
    rows = model.objects.filter(pk__in=[thing.pk for thing in made])
    wrong = []
    for reader in readers:
        visible = set(rows.visible_to(reader).values_list("pk", flat=True))
        wrong += [
            f"{reader.member.email} {thing.pk}: visible {thing.pk in visible}, heard {reader.pk in audiences[thing.pk]}"
            for thing in made
            if (thing.pk in visible) != (reader.pk in audiences[thing.pk])
        ]
    assert wrong == []
    # An example that nobody sees, or a rule that hides everything, would prove nothing.
    assert any(audiences.values())


@pytest.mark.parametrize("model", things.models(), ids=lambda model: model._meta.label)
def test_a_visitor_and_whoever_has_left_see_nothing_that_is_not_public(model, world, ocean):
    made = things.things_of(model, world.people, ocean)
    rows = model.objects.filter(pk__in=[thing.pk for thing in made])
    assert rows.visible_to(Visitor()).exists() is (model._meta.label in PUBLIC)
    assert not rows.visible_to(world.people["eve"].membership).exists()


@pytest.mark.parametrize("model", things.models(), ids=lambda model: model._meta.label)
def test_a_rule_never_shows_a_row_twice(model, world, ocean):
    made = things.things_of(model, world.people, ocean)
    rows = model.objects.filter(pk__in=[thing.pk for thing in made])
    for persona in world.people.values():
        if persona is not None:
            keys = list(rows.visible_to(persona.membership).values_list("pk", flat=True))
            assert len(keys) == len(set(keys))


def test_there_are_examples_of_every_guarded_model():
    assert set(guarded_models()) == set(things.models())
