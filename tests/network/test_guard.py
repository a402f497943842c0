"""The guard: what has no rule is denied, an unknown verb is a mistake, an ended membership may nothing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from network import guard
from network.access import can_admit, can_nominate
from network.checks import every_model_has_a_rule
from network.exemptions import EXEMPT
from network.guard import Refused, UnknownVerb, audience, audience_of, can, filter_visible, refused, require, rule, verb
from network.models import Membership, Network
from network.readers import System, Visitor, as_system


def test_a_model_without_a_rule_shows_nothing(ana):
    Group.objects.create(name="anything")
    assert not filter_visible(Group.objects.all(), ana.membership).exists()


def test_a_model_without_a_rule_has_no_audience(db, ana):
    assert not audience_of(Group.objects.create(name="anything")).exists()


def test_a_predicate_that_no_access_file_registered_is_a_mistake_not_an_answer(ana):
    def can_do_as_he_likes(actor):
        return True

    with pytest.raises(UnknownVerb):
        require(can_do_as_he_likes, ana.membership)


def test_a_refused_act_says_why(dara, ocean):
    with pytest.raises(Refused) as caught:
        require(can_admit, dara.membership, ocean)
    assert "coordinator" in str(caught.value.reason)


def test_an_ended_membership_may_nothing_whatever_its_role(ben, mauritius):
    assert can(can_nominate, ben.membership, mauritius)
    ben.membership.until = timezone.now() - timedelta(seconds=1)
    assert not can(can_nominate, ben.membership, mauritius)


def test_an_ended_membership_sees_nothing(ana):
    assert Network.objects.visible_to(ana.membership).exists()
    ana.membership.until = timezone.now() - timedelta(seconds=1)
    assert not Network.objects.visible_to(ana.membership).exists()


def test_a_membership_that_begins_tomorrow_sees_nothing_today(ana):
    ana.membership.since = timezone.now() + timedelta(days=1)
    assert not Network.objects.visible_to(ana.membership).exists()


def test_the_audience_holds_current_memberships_only(ana, eve, ocean):
    assert list(audience_of(ocean)) == [ana.membership]


def test_a_visitor_sees_no_network_inside(ocean):
    assert not Network.objects.visible_to(Visitor()).exists()


def test_the_system_sees_all_and_needs_a_reason(ocean, sahel):
    assert Network.objects.visible_to(as_system("a test")).count() == 2
    with pytest.raises(TypeError):
        System()


def test_a_model_cannot_have_two_rules():
    with pytest.raises(RuntimeError):
        rule(Membership)(lambda reader: None)


def test_a_model_cannot_have_two_audiences():
    with pytest.raises(RuntimeError):
        audience(Membership)(lambda thing: None)


@pytest.mark.parametrize("side", ["_visible", "_audience"])
def test_the_start_stops_when_a_model_has_only_one_side_of_its_rule(monkeypatch, side):
    monkeypatch.delitem(getattr(guard, side), Membership)
    assert [error.id for error in every_model_has_a_rule()] == ["network.E001"]


def test_the_audience_does_not_hold_who_begins_tomorrow(ana, ocean):
    assert list(audience_of(ocean)) == [ana.membership]
    Membership.objects.filter(pk=ana.membership.pk).update(since=timezone.now() + timedelta(days=1))
    assert not audience_of(ocean).exists()


def test_a_verb_is_named_as_a_question():
    def admit(actor):
        return refused("")

    with pytest.raises(RuntimeError):
        verb(admit)


def test_the_start_stops_when_a_model_has_neither_rule_nor_exemption(monkeypatch):
    monkeypatch.delitem(EXEMPT, "auth.Group")
    assert [error.id for error in every_model_has_a_rule()] == ["network.E001"]


def test_an_exemption_for_a_model_that_does_not_exist_stops_the_start(monkeypatch):
    monkeypatch.setitem(EXEMPT, "network.Ghost", "was removed")
    assert [error.id for error in every_model_has_a_rule()] == ["network.E003"]


def test_every_exemption_gives_a_reason():
    assert all(len(reason) > 20 for reason in EXEMPT.values())
