"""Each reading of a page stands under its model's rule, also where another condition would do: two walls, both there.

What a page shows to somebody is shown; then the rule of one model hides everything, and it is shown no more.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from network import guard
from network.forms.nominations import NominationForm
from network.models import (
    Approval,
    Authority,
    ContactPoint,
    EmailChange,
    FactorReset,
    Invitation,
    Membership,
    Network,
    Nomination,
    RecoveryCode,
    Session,
    TotpFactor,
    Visit,
)
from network.pages.account import AccountPage
from network.pages.contact_points import AdmitPage
from network.pages.network import NetworkAboutPage, NetworkHead, NetworkMembersPage
from network.pages.nominations import NominationPage
from network.pages.profiles import ProfilePage
from network.pages.resets import ResetsPage
from network.pages.sessions import SessionsPage
from network.provides import nominations_to_approve
from tests.access.world import World
from tests.personas import sign_in

pytest_plugins = ["tests.access.world"]

Read = Callable[[World, Network], Any]


@pytest.fixture
def full(world: World, ocean: Network) -> World:
    """Everything that those pages list: factors, sessions, a change of address, a reset, a nomination with its way."""
    ana, sara = world.people["ana"].membership, world.people["sara"].membership
    now = timezone.now()
    TotpFactor.objects.create(user=ana.member, secret="x", confirmed=True)
    RecoveryCode.objects.create(user=ana.member, code_hash="a" * 64)
    FactorReset.objects.create(member=ana.member, asked_by=sara, asked_at=now, reason="Lost on a mission")
    sign_in(ana)
    nomination = Nomination.objects.get(email="proposed@authority.example")
    Approval.objects.create(nomination=nomination, by=sara, at=now)
    Invitation.objects.create(
        nomination=nomination,
        authority=nomination.authority,
        email=nomination.email,
        role="member",
        invited_by=sara,
        token_hash="i" * 64,
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    return world


def who(world: World, name: str) -> Membership:
    return world.people[name].membership


def account(world: World, _ocean: Network) -> AccountPage:
    return AccountPage.load(who(world, "ana"))


def admit(world: World, ocean: Network) -> AdmitPage:
    return AdmitPage.load(who(world, "cora"), ocean, "MU")


def nomination(world: World, _ocean: Network) -> NominationPage:
    return NominationPage.load(who(world, "sam"), Nomination.objects.get(email="proposed@authority.example"))


def sessions(world: World, _ocean: Network) -> SessionsPage:
    here = Session.objects.filter(membership=who(world, "ana")).first()
    sign_in(who(world, "ana"))
    return SessionsPage.load(who(world, "ana"), here)


READ: dict[str, tuple[type[Model], Read]] = {
    "the own places": (Membership, lambda *world: account(*world).places),
    "the own authenticator": (TotpFactor, lambda *world: account(*world).totp),
    "the own recovery codes": (RecoveryCode, lambda *world: account(*world).recovery_left),
    "the own change of address": (EmailChange, lambda *world: account(*world).change),
    "the own reset": (FactorReset, lambda *world: account(*world).reset),
    "the own browsers": (Session, lambda *world: sessions(*world).others),
    "States of whom somebody may be admitted": (Authority, lambda *world: admit(*world).bodies),
    "officers who may be admitted": (Membership, lambda *world: admit(*world).candidates),
    "places there are": (ContactPoint, lambda *world: admit(*world).places),
    "approvals": (Approval, lambda *world: nomination(*world).approvals),
    "the invitation of a nomination": (Invitation, lambda *world: nomination(*world).invitation),
    "authorities for which somebody is proposed": (
        Authority,
        lambda world, _: list(NominationForm(actor=who(world, "sam")).fields["authority"].queryset),
    ),
    "coordinators": (
        ContactPoint,
        lambda world, ocean: NetworkHead.load(who(world, "ana"), ocean, "network").coordinators,
    ),
    "visits that run": (Visit, lambda world, ocean: NetworkHead.load(who(world, "ana"), ocean, "network").visits),
    "all visits": (Visit, lambda world, ocean: NetworkAboutPage.load(who(world, "ana"), ocean).visits),
    "members of a network": (
        ContactPoint,
        lambda world, ocean: NetworkMembersPage.load(who(world, "ana"), ocean).by_state,
    ),
    "places that are shared": (
        ContactPoint,
        lambda world, _: ProfilePage.load(who(world, "ana"), who(world, "chloe")).shared,
    ),
    "networks that are shared": (
        Network,
        lambda world, _: ProfilePage.load(who(world, "ana"), who(world, "chloe")).shared,
    ),
    "resets": (FactorReset, lambda world, _: ResetsPage.load(who(world, "sam")).rows),
    "nominations that wait": (Nomination, lambda world, ocean: nominations_to_approve(who(world, "sam"), [ocean])),
    "the place of whose factor is reset": (
        Membership,
        lambda world, _: [row for row in ResetsPage.load(who(world, "sam")).rows if row.place],
    ),
}


@pytest.mark.parametrize("what", READ)
def test_what_the_rule_hides_is_on_no_page(what: str, full: World, ocean: Network, monkeypatch):
    model, read = READ[what]
    assert read(full, ocean), "the page shows nothing of it in any case"
    monkeypatch.setitem(guard._visible, model, lambda reader: guard.NOBODY)
    assert not read(full, ocean)


def test_a_place_that_the_rule_hides_is_found_under_no_address(world: World, monkeypatch):
    address = reverse("network:end_contact_point", kwargs=world.addresses["place"])
    assert world.client("cora").get(address).status_code == 200
    monkeypatch.setitem(guard._visible, ContactPoint, lambda reader: guard.NOBODY)
    assert world.client("cora").get(address).status_code == 404


def test_nobody_switches_to_a_membership_that_the_rule_hides(world: World, monkeypatch):
    ana = who(world, "ana")
    chosen = {"membership": ana.public_id}
    assert world.client("ana").post(reverse("network:switch"), chosen).status_code == 302
    monkeypatch.setitem(guard._visible, Membership, lambda reader: guard.NOBODY)
    assert world.client("ana").post(reverse("network:switch"), chosen).status_code == 404
