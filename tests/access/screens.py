"""How each page is loaded with few rows and with many, to count its statements.

A room adds its own in `tests/<room>/screens.py`, which is found by its name:

    @screen(TopicPage)
    def topic(people, ocean, rows):
        '''Make ROWS more of what the page lists and return the function that loads it.'''
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from network.models import Network
from network.page import Page
from tests.access.things import People

Loader = Callable[[], Page]
Prepare = Callable[[People, Network, int], Loader]

_screens: dict[type[Page], Prepare] = {}


def screen(page: type[Page]) -> Callable[[Prepare], Prepare]:
    """Register how PAGE gets its rows and is loaded."""

    def register(prepare: Prepare) -> Prepare:
        _screens[page] = prepare
        return prepare

    return register


def screens() -> list[type[Page]]:
    return sorted(_screens, key=lambda page: f"{page.__module__}.{page.__name__}")


def loader_of(page: type[Page], people: People, ocean: Network, rows: int) -> Loader:
    return _screens[page](people, ocean, rows)


def pages_with_statements() -> set[type[Page]]:
    """Return every page class of our own that makes statements at all."""
    found: set[type[Page]] = set()
    waiting: list[Any] = [Page]
    while waiting:
        for child in waiting.pop().__subclasses__():
            waiting.append(child)
            if getattr(child, "queries", 0) > 0 and not child.__module__.startswith("tests."):
                found.add(child)
    return found


def _find_those_of_the_rooms() -> None:
    tests = Path(__file__).resolve().parents[1]
    for path in sorted(tests.glob("*/screens.py")):
        if path.parent.name not in {"access", "browser"}:
            import_module(f"tests.{path.parent.name}.screens")


_find_those_of_the_rooms()
