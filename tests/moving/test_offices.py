"""Who has which office in an export, asked one by one: what somebody was, or is in another way, opens nothing."""

import pytest
from django.utils import timezone

from moving import actions
from moving.access import can_ask_export, can_see_exports, stands
from moving.actions.deciding import _officials
from moving.leaving.rows import _network
from moving.models import NetworkExport
from moving.pages import ExportPage
from moving.provides import waiting_exports, way_to_exports
from network.guard import Refused, audience_of, can
from network.models import ContactPoint, Membership, NetworkState, Visit
from tests.moving.test_exports import asked, left, visit
from tests.personas import body, contact_point, long_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(cora, sam, ocean) -> NetworkExport:
    """Approved by Sam during a visit."""
    export = asked(cora, ocean)
    visit(sam, ocean)
    return actions.approve_export(actor=sam.membership, export=export)


def test_an_export_stands_as_long_as_the_officer_who_approved_it_has_the_duty(approved):
    assert stands(approved)
    approved.decided_by.duty_content = False
    assert not stands(approved)


@pytest.mark.parametrize("who", ["decided_by", "asked_by"])
def test_an_export_falls_with_the_membership_of_either_official(approved, who):
    getattr(approved, who).until = long_ago(1)
    assert not stands(approved)


def test_an_export_falls_with_the_place_of_who_asked(approved, cora, ocean):
    left(cora, ocean)
    assert not stands(approved)


def test_a_duty_without_the_office_of_the_secretariat_is_none(approved, sam, ocean):
    assert can(can_see_exports, sam.membership, ocean)
    sam.membership.role = Membership.Role.MEMBER
    assert not can(can_see_exports, sam.membership, ocean)
    approved.decided_by.role = Membership.Role.MEMBER
    assert not stands(approved)


def test_an_observer_with_a_coordinator_s_place_by_mistake_asks_for_none(otto, ocean):
    contact_point(otto.membership, ocean, "coordinator")
    assert not can(can_see_exports, otto.membership, ocean)
    assert not can(can_ask_export, otto.membership, ocean)


def test_of_an_export_no_visitor_hears_who_has_lost_the_duty(cora, sam, ocean):
    export = asked(cora, ocean)
    visit(sam, ocean)
    assert sam.membership in audience_of(export)
    Membership.objects.filter(pk=sam.membership.pk).update(duty_content=False)
    assert sam.membership not in audience_of(export)


def test_a_visit_shows_the_exports_of_the_network_that_is_visited(sam, ocean, sahel):
    visit(sam, sahel)
    assert can(can_see_exports, sam.membership, sahel)
    assert not can(can_see_exports, sam.membership, ocean)


def test_a_network_that_works_elsewhere_is_exported_by_nobody(cora, ocean):
    assert can(can_ask_export, cora.membership, ocean)
    assert ocean in way_to_exports(cora.membership, [ocean])
    ocean.link_only = True
    assert not can(can_ask_export, cora.membership, ocean)
    assert way_to_exports(cora.membership, [ocean]) == {}


def test_a_request_is_told_to_those_who_may_decide_now_and_nobody_else(cora, cyril, sam, sara, ana, dara, ocean):
    visit(sam, ocean)
    assert set(_officials(asked(cora, ocean))) == {cyril.membership.pk, sam.membership.pk}


@pytest.mark.parametrize("what", ["place", "membership"])
def test_what_somebody_asked_who_has_left_is_not_approved(what, cora, cyril, ocean):
    export = asked(cora, ocean)
    if what == "place":
        left(cora, ocean)
    else:
        Membership.objects.filter(pk=cora.membership.pk).update(until=timezone.now())
    with pytest.raises(Refused, match="asked"):
        actions.approve_export(actor=cyril.membership, export=export)
    export.refresh_from_db()
    assert export.status == "asked"


def test_the_way_to_the_exports_ends_with_the_place_and_with_the_visit(cora, sam, ocean, sahel):
    visit(sam, ocean)
    for who in (cora, sam):
        assert list(way_to_exports(who.membership, [ocean, sahel])) == [ocean]
    # Whoever has another place there still sees the network.
    left(cora, ocean)
    contact_point(cora.membership, ocean)
    Visit.objects.update(until=timezone.now())
    for who in (cora, sam):
        assert way_to_exports(who.membership, [ocean, sahel]) == {}


def test_an_export_waits_on_no_desk_but_of_those_who_decide(cora, cyril, ana, dara, ocean):
    export = asked(cora, ocean)
    assert waiting_exports(cyril.membership, [])[None]
    for who in (ana, dara, cora):
        assert waiting_exports(who.membership, []) == {None: []}
    ContactPoint.objects.filter(membership=cyril.membership).update(until=timezone.now())
    assert waiting_exports(cyril.membership, []) == {None: []}
    assert export.status == "asked"


def test_the_page_offers_the_decision_to_one_and_the_way_back_to_the_other(cora, cyril, ocean):
    export = asked(cora, ocean)
    mine, theirs = (ExportPage.load(who.membership, export) for who in (cora, cyril))
    assert (bool(mine.may_decide), bool(mine.may_take_back)) == (False, True)
    assert (bool(theirs.may_decide), bool(theirs.may_take_back)) == (True, False)


def test_a_state_that_has_left_the_network_does_not_leave_with_it(cora, ocean):
    NetworkState.objects.create(network=ocean, body=body("KE", "Kenya"), since=long_ago(), until=long_ago(10))
    assert _network(cora.membership, ocean)["states"] == ["FR", "MU"]
