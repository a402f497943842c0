"""A member, as others may see him or her."""

import pytest

from network.slots import Line
from tests.personas import contact_point


def page_of(persona, other):
    return persona.client.get(f"/members/{other.membership.public_id}/")


@pytest.mark.parametrize(
    ("who", "status"),
    [("ana", 200), ("dara", 200), ("sam", 200), ("hugo", 200), ("gita", 404), ("otto", 404)],
)
def test_officers_see_each_other_and_guests_and_observers_do_not_see_them(who, status, request, chloe):
    assert page_of(request.getfixturevalue(who), chloe).status_code == status


@pytest.mark.parametrize("who", ["gita", "otto"])
def test_guests_and_observers_see_themselves_and_the_secretariat(who, request, sam):
    reader = request.getfixturevalue(who)
    assert (page_of(reader, reader).status_code, page_of(reader, sam).status_code) == (200, 200)


def test_only_the_networks_that_both_are_in_are_shown(ana, dara, chloe, ocean, sahel):
    contact_point(dara.membership, ocean)
    page = page_of(ana, dara).content.decode()
    assert "Indian Ocean platform" in page
    assert "Sahel platform" not in page


def test_the_membership_officer_sees_no_network_on_a_profile_in_which_he_is_not(sam, ana):
    assert "Indian Ocean platform" not in page_of(sam, ana).content.decode()


def test_two_who_share_no_network_write_to_each_other_under_seal(dara, ana):
    assert f"?to={ana.membership.public_id}" in page_of(dara, ana).content.decode()


def test_whom_no_room_offers_a_way_to_each_other_are_told_whom_to_ask(dara, ana, monkeypatch):
    from network import slots

    monkeypatch.setattr(slots, "_providers", {**slots._providers, "member.acts": []})
    assert "You share no network with this officer." in page_of(dara, ana).content.decode()


def test_other_rooms_offer_ways_to_reach_the_person(ana, chloe, monkeypatch):
    from network import slots

    def provider(reader, memberships):
        return {membership: [Line("Write in private", "/write/")] for membership in memberships}

    monkeypatch.setitem(slots._providers, "member.acts", [provider])
    assert "Write in private" in page_of(ana, chloe).content.decode()


def test_whoever_has_left_is_a_function_and_a_state_without_a_name(ana, eve):
    page = page_of(ana, eve).content.decode()
    assert "Former officer" in page
    assert "Legal officer, Mauritius" in page
    assert "Eve Example" not in page


def test_an_address_never_shows(ana, chloe, sam, ben):
    for reader in (ana, sam, ben):
        assert "@authority.example" not in page_of(reader, chloe).content.decode()


@pytest.mark.parametrize(("who", "offered"), [("ben", True), ("sam", True), ("ana", False), ("chloe", False)])
def test_only_who_may_end_the_membership_is_offered_it(who, offered, request, noor):
    assert ("End this membership" in page_of(request.getfixturevalue(who), noor).content.decode()) is offered


def test_the_own_profile_leads_to_the_account(ana, noor):
    assert "My account" in page_of(ana, ana).content.decode()
    assert "You have no place in a network yet." in page_of(noor, noor).content.decode()
