"""Each verb asked directly, without the action around it: what a visitor, a guest and the wrong person may not."""

import inspect
from datetime import timedelta
from typing import Any
from unittest.mock import MagicMock

import pytest
from django.db.models import Model
from django.utils import timezone

from network import access
from network.guard import audience_of, can, verbs
from network.models import Approval, Authority, Invitation, Membership, Network, Nomination
from network.readers import Visitor
from tests.access import things
from tests.access.world import World
from tests.personas import Persona, long_ago, membership

pytest_plugins = ["tests.access.world"]

# Signing in, and what a mailed link is for, is asked by whoever comes.
FOR_VISITORS = {"can_sign_in", "can_accept"}


def given_for(parameter: inspect.Parameter, world: World, ocean: Network) -> Any:
    kind = parameter.annotation
    if isinstance(kind, type) and issubclass(kind, Model) and kind in things.models():
        # What was made for another parameter serves here too: examples of one kind are made once.
        return kind.objects.order_by("pk").first() or things.things_of(kind, world.people, ocean)[0]
    return "" if kind is str else MagicMock()


@pytest.mark.parametrize("verb", verbs(), ids=lambda verb: f"{verb.__module__}.{verb.__name__}")
def test_a_visitor_may_nothing_but_sign_in(verb, world: World, ocean: Network):
    _actor, *parameters = inspect.signature(verb).parameters.values()
    asked = [given_for(each, world, ocean) for each in parameters if each.default is each.empty]
    assert bool(can(verb, Visitor(), *asked)) is (verb.__name__ in FOR_VISITORS)


@pytest.fixture
def nomination(ben, mauritius) -> Nomination:
    return proposed_by(ben.membership, "new@authority.example")


def proposed_by(who: Membership, email: str) -> Nomination:
    return Nomination.objects.create(
        authority=who.authority, nominated_by=who, email=email, name="New Colleague", nominated_at=timezone.now()
    )


def invite(nomination: Nomination, by: Membership, **fields: Any) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        nomination=nomination,
        authority=nomination.authority,
        email=nomination.email,
        role="member",
        invited_by=by,
        token_hash=nomination.public_id.ljust(64, "0"),
        created_at=now,
        expires_at=now + timedelta(days=7),
        **fields,
    )


@pytest.mark.parametrize("who", ["ana", "chloe", "cora", "tess", "hugo", "otto", "gita", "dara"])
def test_who_does_not_manage_membership_decides_on_no_nomination(request, who, nomination):
    someone = request.getfixturevalue(who).membership
    assert not can(access.can_approve, someone, nomination)
    assert not can(access.can_decline, someone, nomination)
    assert not can(access.can_withdraw, someone, nomination)


def test_an_approval_of_one_nomination_is_none_of_another(nomination, ben, sam):
    other = proposed_by(ben.membership, "other@authority.example")
    Approval.objects.create(nomination=other, by=sam.membership, at=timezone.now())
    assert can(access.can_approve, sam.membership, nomination)
    assert not can(access.can_approve, sam.membership, other)


def test_the_manager_of_another_authority_withdraws_nothing(nomination, ben, france):
    assert can(access.can_withdraw, ben.membership, nomination)
    assert not can(access.can_withdraw, membership("zoe", france, role="manager"), nomination)


def test_a_used_invitation_keeps_the_own_nomination_from_being_withdrawn_and_no_other(nomination, ben, sam):
    other = proposed_by(ben.membership, "other@authority.example")
    invite(other, sam.membership, used_at=timezone.now())
    assert can(access.can_withdraw, ben.membership, nomination)
    assert not can(access.can_withdraw, ben.membership, other)


@pytest.mark.parametrize(
    "change",
    [
        {"used_at": timezone.now()},
        {"withdrawn_at": timezone.now()},
        {"expires_at": long_ago(1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_invitation_that_is_over_is_accepted_by_nobody(change, nomination, sam):
    invitation = invite(nomination, sam.membership)
    assert can(access.can_accept, Visitor(), invitation)
    for name, value in change.items():
        setattr(invitation, name, value)
    assert not can(access.can_accept, Visitor(), invitation)


def test_nobody_joins_an_authority_that_no_longer_exists(nomination, sam, mauritius):
    invitation = invite(nomination, sam.membership)
    Authority.objects.filter(pk=mauritius.pk).update(until=long_ago(1))
    assert not can(access.can_accept, Visitor(), Invitation.objects.get(pk=invitation.pk))


@pytest.mark.parametrize("giver", ["ben", "sam"])
def test_an_invitation_ends_with_the_membership_of_those_who_gave_it(request, giver, nomination, sam):
    invitation = invite(nomination, sam.membership)
    who: Persona = request.getfixturevalue(giver)
    Membership.objects.filter(pk=who.membership.pk).update(until=long_ago(1))
    assert not can(access.can_accept, Visitor(), Invitation.objects.get(pk=invitation.pk))


def test_an_invitation_is_for_its_address_alone(nomination, sam, ana):
    invitation = invite(nomination, sam.membership)
    assert not can(access.can_accept, ana.membership, invitation)
    invitation.email = ana.member.email
    assert can(access.can_accept, ana.membership, invitation)


def test_an_office_that_the_secretariat_has_left_is_no_office_of_the_secretariat(gita, sam, office, france):
    """A guest sees his own office and the secretariat's, as it is now."""
    former = membership("former", france, role="secretariat", until=long_ago(1))
    assert former.authority_id == france.pk
    assert set(Authority.objects.visible_to(gita.membership)) == {gita.membership.authority, office}
    assert gita.membership not in audience_of(france)
    assert gita.membership in audience_of(office)
