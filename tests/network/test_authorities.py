"""An authority: whether it works now, who is there."""

import pytest
import time_machine

from network.models import Authority
from tests.personas import long_ago


def page_of(persona, authority):
    return persona.client.get(f"/authorities/{authority.public_id}/")


@pytest.mark.parametrize(
    ("who", "status"),
    [("ana", 200), ("dara", 200), ("sam", 200), ("otto", 200), ("gita", 404), ("hugo", 200)],
)
def test_who_reads_an_authority(who, status, request, mauritius):
    assert page_of(request.getfixturevalue(who), mauritius).status_code == status


def test_a_guest_reads_the_own_authority_and_the_secretariats(gita, sam, mali, office):
    assert (page_of(gita, mali).status_code, page_of(gita, office).status_code) == (200, 200)


def test_the_page_shows_the_clock_of_the_office_in_its_own_zone(mauritius, request):
    with time_machine.travel("2026-11-18T12:30:00Z", tick=False):  # 16:30 in Mauritius
        page = page_of(request.getfixturevalue("ana"), mauritius).content.decode()
    assert "open now, closes in 30 minutes" in page
    assert "18 Nov 2026 16:30" in page


def test_colleagues_stand_there_by_function_and_without_those_who_left(dara, ana, eve, mauritius):
    page = page_of(dara, mauritius).content.decode()
    assert ana.membership.public_id in page
    assert eve.membership.public_id not in page


def test_an_observer_sees_the_office_and_nobody_in_it(otto, ana, mauritius):
    page = page_of(otto, mauritius).content.decode()
    assert "Ana Example" not in page
    assert "Nobody of this authority whom you may see" in page


def test_a_successor_is_named_on_both_pages(ana, mauritius):
    new = Authority.objects.create(body=mauritius.body, kind="central", names={"en": "New Office"}, since=long_ago(1))
    mauritius.succeeded_by = new
    mauritius.save()
    assert "New Office" in page_of(ana, mauritius).content.decode()
    assert "Attorney-General" in page_of(ana, new).content.decode().split('id="before"')[1]


@pytest.mark.parametrize(("who", "offered"), [("ben", True), ("sam", True), ("ana", False), ("chloe", False)])
def test_only_who_may_nominate_is_offered_it(who, offered, request, mauritius):
    page = page_of(request.getfixturevalue(who), mauritius).content.decode()
    assert ("Nominate a colleague" in page) is offered
