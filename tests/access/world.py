"""One of everything, with all the people around it: what the matrix is tried on."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home.script_words import script_words
from jobs.health import beat, lanes
from network.models import EmailChange, FactorReset, Network, Visit
from tests.access import things
from tests.access.matrix import PEOPLE
from tests.personas import Persona


@dataclass
class World:
    """The people by name, and the keyword arguments of an address by the kind of thing that stands in it."""

    people: dict[str, Persona | None]
    addresses: dict[str, dict[str, Any]] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        persona = self.people[person]
        if persona is None:
            return Client()
        persona.__dict__.pop("client", None)  # a new browser each time: an earlier act may have ended the session
        return persona.client


@pytest.fixture
def world(request, ocean: Network) -> World:
    """Everybody of the matrix; Sara visits Ana's network, Sam does not."""
    people: dict[str, Persona | None] = {
        name: None if name == "anonymous" else request.getfixturevalue(name) for name in PEOPLE
    }
    made = World(people)
    now = timezone.now()
    Visit.objects.create(
        network=ocean,
        membership=people["sara"].membership,
        reason="A stuck case",
        since=now - timedelta(hours=1),
        until=now + timedelta(hours=5),
    )
    beat({lane: lane for lane in lanes()})
    made.addresses = addresses(made, ocean)
    return made


def addresses(made: World, ocean: Network) -> dict[str, dict[str, Any]]:
    """Make the things and return how to reach them; "" is for routes without one."""
    people, now = made.people, timezone.now()
    ana, noor, sam = (people[name].membership for name in ("ana", "noor", "sam"))
    reset = FactorReset.objects.create(member=noor.member, asked_by=sam, asked_at=now, reason="Lost on a mission")
    change = EmailChange.objects.create(
        member=ana.member,
        email="new@authority.example",
        token_hash="0" * 64,
        created_at=now,
        expires_at=now + timedelta(hours=1),
        confirmed_at=now,
        effective_at=now + timedelta(hours=24),
    )
    found = things.addresses(people, ocean)
    return {
        "": {},
        "paper": {"name": "promises"},
        "words": {"language": "fr", "digest": script_words("fr").digest},
        "token": {"token": "A" * 43},
        "reset": {"public_id": reset.public_id},
        "change of address": {"public_id": change.public_id},
        "topic and number": {**found["topic"], "seq": 0},
        **found,
    }
