"""The people of every test.

Ana: central authority of Mauritius, the requesting State. Ben: her colleague and manager. Chloé: authority of
France, the requested State. Cora: coordinator of Ana's network; Henri: its helper. Dara: another network (Sahel).
Eve: membership ended. Sam and Sara: secretariat. Hugo: desk officer. Gita: guest. Otto: observer. Paul: password only.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone

from network.models import Authority, Body, ContactPoint, Member, Membership, Network, NetworkState, Session
from network.sealing import token_hash
from network.sessions import SessionStore


@dataclass
class Persona:
    """Somebody of the tests: the membership, and a browser that is signed in as far as the persona is."""

    membership: Membership
    factor: bool = True
    extra: dict = field(default_factory=dict)

    @cached_property
    def client(self) -> Client:
        """A new browser, signed in with both factors a moment ago (or, without `factor`, with the password only)."""
        client = Client()
        client.cookies["session"] = sign_in(self.membership, factor=self.factor)
        return client

    @property
    def member(self) -> Member:
        return self.membership.member


def sign_in(membership: Membership, *, factor: bool = True) -> str:
    """Return the key of a new session of MEMBERSHIP, as the sign-in pages would have left it."""
    store = SessionStore()
    member = membership.member
    store[SESSION_KEY] = str(member.pk)
    store[BACKEND_SESSION_KEY] = "network.authentication.PasswordBackend"
    store[HASH_SESSION_KEY] = member.get_session_auth_hash()
    store.save()
    Session.objects.filter(key_hash=token_hash(store.session_key)).update(
        member=member,
        membership=membership,
        factor_at=timezone.now() if factor else None,
        factor_kind="totp" if factor else "",
    )
    if factor:
        Member.objects.filter(pk=member.pk, last_sign_in_at=None).update(last_sign_in_at=timezone.now())
    return store.session_key


def long_ago(days: int = 400):
    return timezone.now() - timedelta(days=days)


def body(key: str, name: str, kind: str = "state") -> Body:
    return Body.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "names": {"en": name},
            "alpha2": key[:2] if kind == "state" else "",
            "source": "test",
        },
    )[0]


def authority(key: str, state: str, name: str, kind: str = "central", zone: str = "UTC") -> Authority:
    found = Authority.objects.filter(body=body(key, state), names={"en": name}).first()
    return found or Authority.objects.create(
        body=body(key, state), kind=kind, names={"en": name}, zone=zone, since=long_ago()
    )


def network(key: str, name: str, *states: Body) -> Network:
    made, new = Network.objects.get_or_create(
        key=key,
        defaults={
            "names": {"en": name},
            "kind": "central_authorities",
            "status": "active",
            "since": 2008,
            "languages": ["en", "fr"],
            "purpose": {"en": f"Purpose of {name}."},
            "charter": {"en": f"Charter of {name}."},
        },
    )
    if new:
        for state in states:
            NetworkState.objects.create(network=made, body=state, since=long_ago())
    return made


def membership(handle: str, office: Authority, *, role: str = "member", function: str = "Legal officer", **fields):
    member = Member.objects.create(
        email=f"{handle}@authority.example",
        name=f"{handle.title()} Example",
        language="en",
        last_sign_in_at=long_ago(1),
    )
    return Membership.objects.create(
        member=member,
        authority=office,
        role=role,
        function={"en": function},
        **{"since": long_ago(), **fields},
    )


def contact_point(who: Membership, where: Network, role: str = "contact_point") -> ContactPoint:
    return ContactPoint.objects.create(network=where, membership=who, role=role, since=long_ago(300))


# The places.


@pytest.fixture
def ocean(db) -> Network:
    """Ana's, Chloé's, Cora's and Henri's network."""
    return network("indian-ocean", "Indian Ocean platform", body("MU", "Mauritius"), body("FR", "France"))


@pytest.fixture
def sahel(db) -> Network:
    """Dara's network, which nobody else here is in."""
    return network("sahel", "Sahel platform", body("ML", "Mali"), body("NE", "Niger"))


@pytest.fixture
def mauritius(db) -> Authority:
    return authority("MU", "Mauritius", "Attorney-General's Office", zone="Indian/Mauritius")


@pytest.fixture
def france(db) -> Authority:
    return authority("FR", "France", "Bureau for mutual assistance", zone="Europe/Paris")


@pytest.fixture
def mali(db) -> Authority:
    return authority("ML", "Mali", "Ministry of Justice", zone="Africa/Bamako")


@pytest.fixture
def office(db) -> Authority:
    """The secretariat's."""
    un = body("UNODC", "UNODC", "organization")
    found = Authority.objects.filter(body=un).first()
    return found or Authority.objects.create(body=un, kind="central", names={"en": "Secretariat"}, since=long_ago())


# The people.


@pytest.fixture
def ana(mauritius, ocean) -> Persona:
    who = membership("ana", mauritius)
    contact_point(who, ocean)
    return Persona(who)


@pytest.fixture
def ben(mauritius, ocean) -> Persona:
    """Ana's colleague, manager of their authority and contact point."""
    who = membership("ben", mauritius, role="manager", function="Head of unit")
    contact_point(who, ocean)
    return Persona(who)


@pytest.fixture
def chloe(france, ocean) -> Persona:
    who = membership("chloe", france)
    contact_point(who, ocean)
    return Persona(who)


@pytest.fixture
def cora(france, ocean) -> Persona:
    who = membership("cora", france, function="Coordinator")
    contact_point(who, ocean, "coordinator")
    return Persona(who)


@pytest.fixture
def henri(mauritius, ocean) -> Persona:
    who = membership("henri", mauritius, function="Senior counsel")
    contact_point(who, ocean, "helper")
    return Persona(who)


@pytest.fixture
def dara(mali, sahel) -> Persona:
    who = membership("dara", mali)
    contact_point(who, sahel)
    return Persona(who)


@pytest.fixture
def noor(mauritius) -> Persona:
    """A member of Ana's own State and authority who has no place in any network."""
    return Persona(membership("noor", mauritius))


@pytest.fixture
def eve(mauritius, ocean) -> Persona:
    """Her membership ended yesterday; her browser still has the cookie."""
    who = membership("eve", mauritius, until=timezone.now() - timedelta(days=1))
    contact_point(who, ocean)
    return Persona(who)


@pytest.fixture
def sam(office) -> Persona:
    return Persona(
        membership(
            "sam",
            office,
            role="secretariat",
            duty_content=True,
            duty_membership=True,
            function="Network officer",
        )
    )


@pytest.fixture
def sara(office) -> Persona:
    return Persona(
        membership(
            "sara",
            office,
            role="secretariat",
            duty_content=True,
            duty_membership=True,
            function="Membership officer",
        )
    )


@pytest.fixture
def tess(office) -> Persona:
    """Technical operator."""
    return Persona(membership("tess", office, role="secretariat", duty_technical=True, function="Operator"))


@pytest.fixture
def hugo(office) -> Persona:
    return Persona(membership("hugo", office, role="desk_officer", function="Desk officer"))


@pytest.fixture
def gita(mali) -> Persona:
    """A guest practitioner, until next week."""
    return Persona(membership("gita", mali, role="guest", until=timezone.now() + timedelta(days=7)))


@pytest.fixture
def both(france, ocean, sahel) -> Persona:
    """Coordinates both networks."""
    who = membership("both", france, function="Coordinator of two networks")
    contact_point(who, ocean, "coordinator")
    contact_point(who, sahel, "coordinator")
    return Persona(who)


@pytest.fixture
def otto(office) -> Persona:
    return Persona(membership("otto", office, role="observer", function="Observer"))


@pytest.fixture
def paul(mauritius, ocean) -> Persona:
    """He has shown his password and not yet his second factor."""
    who = membership("paul", mauritius)
    contact_point(who, ocean)
    return Persona(who, factor=False)


@pytest.fixture
def anonymous() -> Client:
    return Client()
