"""What is over, or was given by mistake, opens nothing: from the reader's side and from the thing's."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from network import audit
from network.access import can_end_membership, can_end_place, can_read_audit
from network.actions import nominations
from network.actions.resets import cancel_factor_reset
from network.guard import Refused, UnknownVerb, audience_of, can
from network.models import AuditText, Authority, ContactPoint, FactorReset, Network, Visit
from network.readers import Visitor, as_system
from tests.personas import contact_point, membership


def sees(who, thing) -> bool:
    """Whether WHO sees THING; both sides of the rule agree on it."""
    visible = type(thing).objects.visible_to(who).filter(pk=thing.pk).exists()
    assert visible is audience_of(thing).filter(pk=who.pk).exists()
    return visible


@pytest.fixture
def entry(ocean, ana):
    """Return a function which records an act in Ana's network, under a duty."""

    def make(duty="content", **about):
        with transaction.atomic():
            return audit.record(
                "an_act", actor=as_system("a test"), subject=ana.membership, duty=duty, words="Words", **about
            )

    return make


def test_a_coordinator_reads_the_record_of_the_own_network_and_no_longer_after(cora, ocean, sahel, entry):
    own, other = entry(network=ocean), entry(network=sahel)
    assert sees(cora.membership, own)
    assert not sees(cora.membership, other)
    assert can(can_read_audit, cora.membership)
    ContactPoint.objects.filter(membership=cora.membership).update(until=timezone.now())
    assert not sees(cora.membership, own)
    assert not AuditText.objects.visible_to(cora.membership).exists()
    assert not can(can_read_audit, cora.membership)


@pytest.mark.parametrize("who", ["chloe", "henri"])
def test_a_contact_point_or_helper_reads_no_record(request, who, cora, ocean, entry):
    assert can(can_read_audit, cora.membership)
    someone = request.getfixturevalue(who).membership
    assert not sees(someone, entry(network=ocean))
    assert not can(can_read_audit, someone)


@pytest.mark.parametrize("who", ["gita", "otto"])
def test_a_guest_or_observer_made_coordinator_by_mistake_reads_no_record(request, who, ocean, entry):
    someone = request.getfixturevalue(who).membership
    contact_point(someone, ocean, "coordinator")
    assert not sees(someone, entry(network=ocean))


@pytest.mark.parametrize("duty", ["membership", "technical", "content"])
def test_an_officer_with_one_duty_reads_what_was_done_under_it(duty, office, entry):
    officer = membership(f"{duty}-officer", office, role="secretariat", **{f"duty_{duty}": True})
    read = {each for each in ("membership", "technical", "content") if sees(officer, entry(each))}
    # Content is the wide one: it reads everything.
    assert read == ({"membership", "technical", "content"} if duty == "content" else {duty})


def test_a_manager_reads_what_concerns_the_own_authority(ben, mauritius, france, entry):
    assert sees(ben.membership, entry(authority=mauritius))
    assert not sees(ben.membership, entry(authority=france))
    assert not sees(ben.membership, entry())


def visit(who, where, *, over=False):
    now = timezone.now()
    return Visit.objects.create(
        network=where,
        membership=who,
        reason="A stuck case",
        since=now - timedelta(hours=2),
        until=now + timedelta(hours=-1 if over else 1),
    )


def test_a_network_is_seen_during_a_visit_and_not_after(sam, sara, tess, ocean, sahel):
    visit(sam.membership, ocean)
    visit(sara.membership, ocean, over=True)
    # Without the duty a visit opens nothing.
    visit(tess.membership, ocean)
    assert [name for name in (sam, sara, tess) if sees(name.membership, ocean)] == [sam]
    assert not sees(sam.membership, sahel)


def test_a_place_that_ended_opens_no_network(ana, ocean):
    assert sees(ana.membership, ocean)
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    assert not sees(ana.membership, Network.objects.get(pk=ocean.pk))


def test_a_manager_at_the_secretariat_ends_no_officer(office, sam, sara):
    manager = membership("head", office, role="manager")
    colleague = membership("colleague", office)
    assert can(can_end_membership, manager, colleague)
    assert not can(can_end_membership, manager, sam.membership)
    assert can(can_end_membership, sara.membership, sam.membership)


def test_an_office_with_others_than_the_secretariat_is_no_office_of_the_secretariat(gita, sam, chloe, office):
    assert chloe.membership.is_current()
    assert set(Authority.objects.visible_to(gita.membership)) == {gita.membership.authority, office}


def test_who_has_left_stops_no_reset_not_even_the_own(eve, sam):
    reset = FactorReset.objects.create(
        member=eve.member, asked_by=sam.membership, asked_at=timezone.now(), reason="Lost on a mission"
    )
    with pytest.raises(Refused):
        cancel_factor_reset(actor=eve.membership, reset=reset)


@pytest.mark.parametrize(("who", "may"), [("cora", True), ("henri", False), ("ana", True), ("chloe", False)])
def test_a_place_is_ended_by_the_coordinator_or_whose_it_is(request, who, may, ana, cora, ocean):
    place = ContactPoint.objects.select_related("network", "membership").get(membership=ana.membership)
    verdict = can(can_end_place, request.getfixturevalue(who).membership, place)
    assert bool(verdict) is may


def test_a_visitor_ends_no_place(ana):
    assert not can(can_end_place, Visitor(), ContactPoint.objects.get(membership=ana.membership))


def test_an_officer_of_the_secretariat_is_proposed_only_after_that_question(sam, office, monkeypatch):
    """The managers are kept away before; the question is asked all the same."""
    monkeypatch.setattr(nominations, "can_nominate_office", lambda actor: False)
    person = nominations.Nominee(
        name="New Officer",
        email="officer@authority.example",
        function={"en": "Officer"},
        role="secretariat",
        duties=frozenset({"content"}),
    )
    with pytest.raises(UnknownVerb):
        nominations.nominate(actor=sam.membership, authority=office, person=person)
