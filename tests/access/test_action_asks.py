"""Every action asks for itself: what it requires is not left to another action that it calls."""

import ast
import inspect
import sys
import textwrap
from collections import Counter
from typing import Any

import pytest

from tests.access.test_action_permissions import ACTIONS, ACTORS
from tests.access.test_action_permissions import given as given  # a fixture

pytest_plugins = ["tests.access.world"]


def required(name: str) -> list[str]:
    """Return the predicates that the action NAME requires in any case: as statements of its own, under no condition.

    One stands there twice where the thing is asked about as the page has read it, and again under its lock.
    """
    function = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(ACTIONS[name])))).body[0]
    assert isinstance(function, ast.FunctionDef)
    calls = [statement.value for statement in function.body if isinstance(statement, ast.Expr)]
    return [
        ast.unparse(call.args[0]).rpartition(".")[2]
        for call in calls
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "require"
        and isinstance(call.args[0], ast.Name | ast.Attribute)
    ]


ASKED = [
    (name, predicate, time)
    for name in sorted(ACTIONS)
    for predicate, times in Counter(required(name)).items()
    for time in range(1, times + 1)
]


class Asked(Exception):
    """The action asked."""


@pytest.mark.parametrize(("name", "predicate", "time"), ASKED)
def test_an_action_asks_for_itself_as_often_as_it_says(name: str, predicate: str, time: int, ana, given, monkeypatch):
    action = ACTIONS[name]
    own = inspect.unwrap(action).__code__
    module = sys.modules[action.__module__]
    left = time

    def require(asked: Any, *_things: Any) -> None:
        nonlocal left
        if asked.__name__ == predicate and sys._getframe(1).f_code is own:
            left -= 1
            if not left:
                raise Asked

    monkeypatch.setattr(module, "require", require)
    arguments = {
        key: ana.membership if key in ACTORS else given(parameter)
        for key, parameter in inspect.signature(action).parameters.items()
        if (parameter.default is parameter.empty or key in ACTORS) and parameter.kind is not parameter.VAR_KEYWORD
    }
    with pytest.raises(Asked):
        action(**arguments)


def test_nearly_every_action_asks_under_no_condition():
    assert len({name for name, *_ in ASKED}) > 0.9 * len(ACTIONS)
