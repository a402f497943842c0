"""What asks for a second factor shown within the last five minutes: secrets, memberships, roles, exports."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from network.access import can_add_factor, can_change_secrets
from network.guard import can
from network.models import AuditEntry, Session
from tests.access.matrix import read
from tests.access.world import World

pytest_plugins = ["tests.access.world"]

MATRIX = read()
# Route, verb, and somebody who may.
GRAVE = [
    ("network:password", "GET", "ana"),
    ("network:password", "POST", "ana"),
    ("network:address", "GET", "ana"),
    ("network:address", "POST", "ana"),
    ("network:remove_factor", "POST", "ana"),
    ("network:end_membership", "GET", "ben"),
    ("network:end_membership", "POST", "ben"),
    ("network:approve_nomination", "POST", "sam"),
    ("network:audit_export", "GET", "sam"),
    ("network:ask_reset", "GET", "sam"),
    ("network:ask_reset", "POST", "sam"),
    ("network:confirm_reset", "POST", "sara"),
    ("messaging:ask_new_start", "GET", "ana"),
    ("messaging:ask_new_start", "POST", "ana"),
    ("messaging:agree_to_new_start", "GET", "sara"),
    ("messaging:agree_to_new_start", "POST", "sara"),
]


def asks_for_the_factor(answer) -> bool:
    """Whether ANSWER leads to the second factor (or its enrolment: nobody of the world has one), or is its page."""
    if answer.status_code in {301, 302, 303}:
        return urlsplit(answer["Location"]).path in {reverse("network:second_factor"), reverse("network:enrol")}
    return answer.status_code == 200 and b'name="carried"' in answer.content


@pytest.mark.parametrize(("minutes", "asks"), [(6, True), (4, False)])
@pytest.mark.parametrize(("route", "verb", "person"), GRAVE)
def test_a_grave_act_asks_again_after_five_minutes(route, verb, person, minutes, asks, world: World):
    client = world.client(person)
    Session.objects.filter(membership=world.people[person].membership).update(
        factor_at=timezone.now() - timedelta(minutes=minutes)
    )
    before = AuditEntry.objects.count()
    address = reverse(route, kwargs=world.addresses[MATRIX[route].thing])
    answer = client.get(address) if verb == "GET" else client.post(address, {"reason": "It is over."})
    assert asks_for_the_factor(answer) is asks
    if asks:
        assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("may", [can_add_factor, can_change_secrets])
def test_secrets_change_on_one_s_own_fresh_session_only(may, ana, ben):
    for persona in (ana, ben):
        assert persona.client.get("/").status_code == 200
    own, other = (Session.objects.get(membership=persona.membership) for persona in (ana, ben))
    assert can(may, ana.membership, own)
    assert not can(may, ana.membership, other)
