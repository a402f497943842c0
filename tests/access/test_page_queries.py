"""A page makes as many statements as it says: the same for 2 rows and for 50; and all of them for its reader."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from forum.names import forget
from network import slots
from tests.access import screens
from tests.access.readings import noted

pytest_plugins = ["tests.access.world"]


def statements_of(load) -> int:
    forget()  # names that are kept for a minute would make the second loading cheaper, however many rows there are
    with CaptureQueriesContext(connection) as made:
        load()
    return len(made)


@pytest.mark.parametrize("page", screens.screens(), ids=lambda page: page.__name__)
def test_fifty_rows_cost_as_many_statements_as_two(page, world, ocean):
    few = statements_of(screens.loader_of(page, world.people, ocean, 2))
    many = statements_of(screens.loader_of(page, world.people, ocean, 48))
    assert many == few


@pytest.mark.parametrize("page", screens.screens(), ids=lambda page: page.__name__)
def test_a_page_states_how_many_statements_it_makes_itself(page, world, ocean, monkeypatch):
    """What other rooms put into its slots is theirs to count, unless the page is nothing but slots."""
    if page.__module__.startswith("network."):
        monkeypatch.setattr(slots, "_providers", {name: [] for name in slots.NAMES})
    load = screens.loader_of(page, world.people, ocean, 10)
    with noted() as readings:
        assert statements_of(load) == page.queries
    assert readings.as_system() == set()
    assert len(readings.members()) <= 1


def test_every_page_that_makes_statements_is_counted():
    assert get_resolver().url_patterns  # all views, and so all pages, are imported
    assert screens.pages_with_statements() == set(screens.screens())
