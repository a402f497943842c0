"""What only a visit lets somebody read is noted before it is shown, whatever page, part or file it is."""

import pytest
from django.db import transaction
from django.urls import reverse

from network.models import ReadEntry
from tests.access.matrix import read
from tests.access.world import World

pytest_plugins = ["tests.access.world"]

MATRIX = read()
# It says nothing of the network but that one leaves it.
SAY_NOTHING = {"network:end_visit"}


def by_visit_alone() -> list[str]:
    """Return the routes that answer Sara, who visits, and not Sam, who has the same office and does not."""
    found = [(route, row.answers.get("GET", {})) for route, row in sorted(MATRIX.items())]
    seen = [route for route, answers in found if answers.get("sara") == "ok" and answers.get("sam") == "missing"]
    return [route for route in seen if route not in SAY_NOTHING]


@pytest.mark.parametrize("route", by_visit_alone())
def test_what_a_visitor_is_shown_is_noted(route: str, world: World):
    address = reverse(route, kwargs=world.addresses[MATRIX[route].thing])
    with transaction.atomic():
        answer = world.client("sara").get(address)
    assert ReadEntry.objects.filter(route=route).exists() == (answer.status_code == 200)


def test_there_are_such_routes():
    assert len(by_visit_alone()) > 20
