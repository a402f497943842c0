"""Every route, every verb, everybody: the answer is the one in matrix.toml, and no route is missing there."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from network.gate import HALF, PUBLIC
from tests.access.matrix import PEOPLE, read
from tests.access.readings import noted
from tests.access.world import World

MATRIX = read()
OTHER_VERBS = ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Yield the full name of every route there is."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.name)
        else:
            yield from routes(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)


def answer_of(response) -> str:
    """Name an answer in the words of the matrix."""
    status = response.status_code
    if status in {301, 302, 303}:
        path = urlsplit(response["Location"]).path
        if path == reverse("network:sign_in"):
            return "login"
        if path == reverse("network:second_factor"):
            return "factor"
        return "ok"
    return {200: "ok", 204: "ok", 422: "ok", 404: "missing", 403: "refused", 410: "gone", 400: "unread"}.get(
        status, str(status)
    )


def test_every_route_stands_in_the_matrix():
    assert set(routes()) == set(MATRIX)


def test_at_most_twelve_routes_answer_without_sign_in():
    assert len(PUBLIC) <= 12


def test_the_gate_names_only_routes_that_exist():
    assert set(routes()) >= HALF


@pytest.mark.parametrize("route", sorted(MATRIX))
def test_everybody_gets_the_answer_of_the_matrix(route: str, world: World):
    row = MATRIX[route]
    address = reverse(route, kwargs=world.addresses[row.thing])
    wrong = []
    for cell in row.cells():
        with transaction.atomic():
            client = world.client(cell.person)
            client.raise_request_exception = False
            with noted() as readings:
                found = answer_of(client.generic(cell.method, address, **form_of(cell.method)))
            wrong += [f"{cell.method} {cell.person}: reads as the system in {place}" for place in readings.as_system()]
            if found != cell.answer:
                wrong.append(f"{cell.method} {cell.person}: {found}, expected {cell.answer}")
            transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize("route", sorted(MATRIX))
def test_no_other_verb_does_anything(route: str, world: World):
    """HEAD is GET without a body; everything else that is not listed is refused, never done and never an error."""
    row = MATRIX[route]
    address = reverse(route, kwargs=world.addresses[row.thing])
    verbs = [verb for verb in ("GET", "POST", *OTHER_VERBS) if verb not in row.answers]
    wrong = []
    for person in PEOPLE:
        client = world.client(person)
        client.raise_request_exception = False
        for verb in verbs:
            found = answer_of(client.generic(verb, address))
            if found not in {"login", "factor", "missing", "refused", "405"}:
                wrong.append(f"{verb} {person}: {found}")
        if "GET" in row.answers:
            found = answer_of(client.head(address))
            if found != row.answers["GET"][person]:
                wrong.append(f"HEAD {person}: {found}, expected {row.answers['GET'][person]}")
    assert wrong == []


@pytest.mark.parametrize("route", sorted(MATRIX.keys() - PUBLIC))
def test_before_the_gate_every_verb_answers_alike(route: str, world: World):
    """Not even that a verb is wrong here is said to whoever has not signed in completely."""
    address = reverse(route, kwargs=world.addresses[MATRIX[route].thing])
    expected = {"anonymous": "login", "eve": "login", **({} if route in HALF else {"paul": "factor"})}
    wrong = []
    for person, answer in expected.items():
        client = world.client(person)
        for verb in (*OTHER_VERBS, "GET", "POST", "HEAD"):
            found = answer_of(client.generic(verb, address))
            if found != answer:
                wrong.append(f"{verb} {person}: {found}, expected {answer}")
    assert wrong == []


@pytest.mark.parametrize("path", ["/nowhere/", "/networks/" + "x" * 22 + "/", "/.env", "//", "/topics//", "/%00/"])
@pytest.mark.parametrize("person", ["anonymous", "eve"])
def test_to_outsiders_an_invented_address_answers_as_an_existing_one(path: str, person: str, world: World):
    existing = world.client(person).get(reverse("home:desk") + "networks/" + world.addresses["network"]["public_id"])
    invented = world.client(person).get(path)
    assert (invented.status_code, urlsplit(invented["Location"]).path) == (
        existing.status_code,
        urlsplit(existing["Location"]).path,
    )


@override_settings(DEBUG=False)
@pytest.mark.parametrize("route", sorted(name for name, row in MATRIX.items() if row.thing and "GET" in row.answers))
def test_ten_thousand_identifiers_find_nothing(route: str, world: World):
    """An invented identifier answers as somebody else's thing does: 404, the same page."""
    row = MATRIX[route]
    # One of 22 signs, as most are, or of 32 hexadecimal ones, as those of sealed messages.
    kwargs = {
        name: "a" * len(value) if isinstance(value, str) else value
        for name, value in world.addresses[row.thing].items()
    }
    answer = world.client("ana").get(reverse(route, kwargs=kwargs))
    assert answer.status_code in {404, 302}


def form_of(method: str) -> dict[str, str]:
    return {"data": "", "content_type": "application/x-www-form-urlencoded"} if method != "GET" else {}
