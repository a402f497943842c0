"""Examples of every guarded model, and what stands in the address of a page.

A room adds its own in `tests/<room>/things.py`, which is found by its name:

    @examples(Topic)
    def topics(people, ocean): return [...]

    @address("topic")
    def topic(people, ocean): return {"public_id": ...}

PEOPLE are the personas by name (None for a visitor); OCEAN is Ana's network. Examples should differ in every way in
which the model's rule looks at them: of the own and another authority, current and past, of this network and another.
"""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from network import audit
from network.models import (
    Approval,
    AuditEntry,
    AuditText,
    Authority,
    Body,
    ContactPoint,
    EmailChange,
    FactorReset,
    Invitation,
    Member,
    Membership,
    Network,
    NetworkState,
    Nomination,
    PasswordReset,
    PublicNetwork,
    ReadEntry,
    RecoveryCode,
    Session,
    TotpFactor,
    Visit,
)
from network.readers import as_system
from tests.personas import Persona, body, long_ago, sign_in

People = dict[str, Persona | None]
Make = Callable[[People, Network], Any]

_examples: dict[type[Model], Make] = {}
_addresses: dict[str, Make] = {}


def examples(model: type[Model]) -> Callable[[Make], Make]:
    """Register the function that makes examples of MODEL."""

    def register(make: Make) -> Make:
        _examples[model] = make
        return make

    return register


def address(kind: str) -> Callable[[Make], Make]:
    """Register what stands in an address of KIND, as the keyword arguments of `reverse`."""

    def register(make: Make) -> Make:
        _addresses[kind] = make
        return make

    return register


def models() -> list[type[Model]]:
    """Return the models of which there are examples."""
    return sorted(_examples, key=lambda model: model._meta.label)


def things_of(model: type[Model], people: People, ocean: Network) -> list[Model]:
    """Return examples of MODEL, made now."""
    return list(_examples[model](people, ocean))


def addresses(people: People, ocean: Network) -> dict[str, dict[str, Any]]:
    """Return what stands in the addresses of pages, by the kind of thing."""
    return {kind: make(people, ocean) for kind, make in _addresses.items()}


def who(people: People, name: str) -> Membership:
    persona = people[name]
    assert persona is not None, f"{name} is a visitor"
    return persona.membership


# Places and people: what the personas themselves are made of, and a little history.


@examples(Body)
def bodies(people, ocean):
    return Body.objects.all()


@examples(Authority)
def authorities(people, ocean):
    ended = Authority.objects.create(
        body=body("MU", "Mauritius"), kind="central", names={"en": "Former"}, since=long_ago(), until=long_ago(10)
    )
    return [ended, *Authority.objects.exclude(pk=ended.pk)]


@examples(Member)
def members(people, ocean):
    return Member.objects.all()


@examples(Membership)
def memberships(people, ocean):
    return Membership.objects.all()


@examples(Network)
def networks(people, ocean):
    return Network.objects.all()


@examples(PublicNetwork)
def public_networks(people, ocean):
    return PublicNetwork.objects.all()


@examples(NetworkState)
def states(people, ocean):
    left = NetworkState.objects.create(network=ocean, body=body("KE", "Kenya"), since=long_ago(), until=long_ago(10))
    return [left, *NetworkState.objects.exclude(pk=left.pk)]


@examples(ContactPoint)
def places(people, ocean):
    for name, role in (("noor", "coordinator"), ("gita", "contact_point"), ("otto", "helper")):
        ContactPoint.objects.create(
            network=ocean,
            membership=who(people, name),
            role=role,
            since=long_ago(),
            until=long_ago(10) if name == "noor" else None,
        )
    return ContactPoint.objects.all()


@examples(Visit)
def visits(people, ocean):
    over = Visit.objects.create(
        network=ocean, membership=who(people, "sam"), reason="Over", since=long_ago(9), until=long_ago(8)
    )
    elsewhere = Visit.objects.create(
        network=Network.objects.exclude(pk=ocean.pk).get(),
        membership=who(people, "sam"),
        reason="Elsewhere",
        since=timezone.now(),
        until=timezone.now() + timedelta(hours=1),
    )
    # A duty that was taken away in the middle of a visit ends what is seen by it.
    without_duty = Visit.objects.create(
        network=ocean,
        membership=who(people, "tess"),
        reason="Without the duty",
        since=timezone.now(),
        until=timezone.now() + timedelta(hours=1),
    )
    return [over, elsewhere, without_duty, *Visit.objects.exclude(pk__in=[over.pk, elsewhere.pk, without_duty.pk])]


@examples(ReadEntry)
def readings(people, ocean):
    return [
        ReadEntry.objects.create(visit=visit, at=timezone.now(), route="network:network")
        for visit in visits(people, ocean)
    ]


# The own account.


@examples(Session)
def sessions(people, ocean):
    for name in ("ana", "eve", "sam"):
        sign_in(who(people, name))
    nobody = Session.objects.create(
        key_hash="f" * 64, data="", started_at=timezone.now(), used_at=timezone.now(), expires_at=timezone.now()
    )
    return [nobody, *Session.objects.exclude(pk=nobody.pk)]


@examples(PasswordReset)
def password_resets(people, ocean):
    return [
        PasswordReset.objects.create(
            member=who(people, name).member,
            token_hash=name.ljust(64, "0"),
            created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(minutes=30),
        )
        for name in ("ana", "eve")
    ]


@examples(EmailChange)
def email_changes(people, ocean):
    return [
        EmailChange.objects.create(
            member=who(people, name).member,
            email=f"new-{name}@authority.example",
            token_hash=name.ljust(64, "0"),
            created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(hours=24),
        )
        for name in ("ana", "eve")
    ]


@examples(TotpFactor)
def totp_factors(people, ocean):
    return [TotpFactor.objects.create(user=who(people, name).member, secret="x") for name in ("ana", "eve")]


@examples(RecoveryCode)
def recovery_codes(people, ocean):
    return [
        RecoveryCode.objects.create(user=who(people, name).member, code_hash=name.ljust(64, "0"))
        for name in ("ana", "eve")
    ]


@examples(FactorReset)
def factor_resets(people, ocean):
    return [
        FactorReset.objects.create(
            member=who(people, name).member, asked_by=who(people, "sam"), asked_at=timezone.now(), reason="Lost"
        )
        for name in ("ana", "chloe", "eve", "sara")
    ]


# How somebody becomes a member.


@examples(Nomination)
def nominations(people, ocean):
    def propose(**fields):
        return Nomination.objects.create(
            email="new@authority.example", name="New Colleague", nominated_at=timezone.now(), **fields
        )

    return [
        propose(authority=who(people, "ben").authority, nominated_by=who(people, "ben")),
        propose(authority=who(people, "chloe").authority, nominated_by=who(people, "sam")),
        propose(new_body=body("KE", "Kenya"), new_names={"en": "New"}, nominated_by=who(people, "sam")),
        propose(authority=who(people, "sam").authority, nominated_by=None, role="secretariat", duty_content=True),
    ]


@examples(Approval)
def approvals(people, ocean):
    return [
        Approval.objects.create(nomination=nomination, by=who(people, "sara"), at=timezone.now())
        for nomination in nominations(people, ocean)
    ]


@examples(Invitation)
def invitations(people, ocean):
    return [
        Invitation.objects.create(
            authority=who(people, name).authority,
            email="new@authority.example",
            role="member",
            invited_by=who(people, "sam"),
            token_hash=name.ljust(64, "1"),
            created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=7),
        )
        for name in ("ana", "chloe", "sam")
    ]


# The record.


@examples(AuditEntry)
def entries(people, ocean):
    sahel = Network.objects.exclude(pk=ocean.pk).get()
    ana, chloe = who(people, "ana"), who(people, "chloe")
    cases = [
        {"duty": duty, "authority": authority, "network": network}
        for duty in ("content", "membership", "technical")
        for authority in (None, ana.authority, chloe.authority)
        for network in (None, ocean, sahel)
    ]
    with transaction.atomic():
        return [audit.record("an_act", actor=as_system("a test"), subject=ana, words="Words", **case) for case in cases]


@examples(AuditText)
def texts(people, ocean):
    return AuditText.objects.filter(entry__in=entries(people, ocean))


# What stands in addresses.


@address("network")
def network_address(people, ocean):
    return {"public_id": ocean.public_id}


@address("place")
def place_address(people, ocean):
    place = ContactPoint.objects.get(network=ocean, membership=who(people, "chloe"))
    return {"public_id": ocean.public_id, "place_id": place.public_id}


@address("visit")
def visit_address(people, ocean):
    return {"public_id": ocean.public_id, "visit_id": Visit.objects.get(network=ocean).public_id}


@address("authority")
def authority_address(people, ocean):
    return {"public_id": who(people, "ana").authority.public_id}


@address("membership")
def membership_address(people, ocean):
    return {"public_id": who(people, "noor").public_id}


@address("nomination")
def nomination_address(people, ocean):
    nomination = Nomination.objects.create(
        authority=who(people, "ben").authority,
        nominated_by=who(people, "ben"),
        email="proposed@authority.example",
        name="Proposed Colleague",
        function={"en": "Officer"},
        nominated_at=timezone.now(),
    )
    return {"public_id": nomination.public_id}


def _find_those_of_the_rooms() -> None:
    tests = Path(__file__).resolve().parents[1]
    for path in sorted(tests.glob("*/things.py")):
        if path.parent.name != "access":
            import_module(f"tests.{path.parent.name}.things")


_find_those_of_the_rooms()
