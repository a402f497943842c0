"""Every action asks before it does anything: called by somebody whose membership has ended, each refuses."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from django.db.models import Model

from network.guard import Refused
from network.models import Network
from tests.access import things
from tests.access.world import World

pytest_plugins = ["tests.access.world"]

ROOT = Path(__file__).resolve().parents[2]
ACTORS = ("actor", "author", "reader")
# No person is behind these: they begin with what the system itself may.
WITHOUT_ACTOR = {"network.actions.due.run_due", "network.actions.mail.settle_mail"}


def actions() -> Iterator[Callable[..., Any]]:
    """Yield every public function of the actions of every room."""
    for file in sorted([*ROOT.glob("*/actions.py"), *ROOT.glob("*/actions/*.py")]):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module = import_module(name)
        for function in vars(module).values():
            if inspect.isfunction(function) and function.__module__ == name and not function.__name__.startswith("_"):
                yield function


def name_of(action: Callable[..., Any]) -> str:
    return f"{action.__module__}.{action.__qualname__}"


ACTIONS = {name_of(action): action for action in actions()}


@pytest.fixture
def given(world: World, ocean: Network) -> Callable[[inspect.Parameter], Any]:
    """Something to be given for a parameter: a real thing where it is a model, else whatever answers everything."""

    def give(parameter: inspect.Parameter) -> Any:
        kind = parameter.annotation
        if isinstance(kind, type) and issubclass(kind, Model) and kind in things.models():
            # What was made for another parameter serves here too: examples of one kind are made once.
            return kind.objects.order_by("pk").first() or things.things_of(kind, world.people, ocean)[0]
        return "" if kind is str else MagicMock()

    return give


def test_there_are_actions():
    assert len(ACTIONS) > 40


@pytest.mark.parametrize("name", sorted(ACTIONS.keys() - WITHOUT_ACTOR))
def test_an_action_refuses_whoever_has_left(name: str, eve, given):
    action = ACTIONS[name]
    parameters = inspect.signature(action).parameters
    actors = [each for each in parameters if each in ACTORS]
    assert actors, f"{name} does not say who acts"
    arguments = {
        key: given(parameter)
        for key, parameter in parameters.items()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    }
    with pytest.raises(Refused):
        action(**{**arguments, actors[0]: eve.membership})
