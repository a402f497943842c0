"""Odd values in every address and every form: a clear answer each time, and nothing breaks."""

from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.matrix import read
from tests.access.world import World

pytest_plugins = ["tests.access.world"]

MATRIX = read()
# Every name that a view or a form looks at.
NAMES = [
    "act",
    "after",
    "authority",
    "before",
    "body",
    "carried",
    "code",
    "cooperation",
    "credential",
    "deadline",
    "deadline_reason",
    "deadline_zone",
    "density",
    "duties",
    "email",
    "end",
    "for",
    "forums",
    "from",
    "function",
    "hours",
    "kind",
    "language",
    "legal_basis",
    "membership",
    "name",
    "next",
    "network",
    "not",
    "office",
    "once",
    "others",
    "parent",
    "passkey",
    "password",
    "password_again",
    "post",
    "quote",
    "reason",
    "reply",
    "requested",
    "requesting",
    "role",
    "session",
    "since",
    "stage",
    "state",
    "status",
    "theme",
    "title",
    "to",
    "topics",
    "until",
    "view",
    "waiting",
    "waiting_on",
    "way",
    "zone",
]
ODD = {
    "a NUL byte": "\x00",
    "half a letter": b"\xed\xa0\x80",
    "many digits": "9" * 5_000,
    "the first day": "0001-01-01",
    "the last day but one": "9999-12-30",
    "a far place in a list": "1.99999999999999999.999999999999999999",
    "an invented identifier": "A" * 22,
    "deep brackets": "[" * 5_000,
    "signs that turn the line": "\u202e\u2066x",
}
WHO = ("anonymous", "ben", "sam")


@pytest.mark.parametrize("route", sorted(MATRIX))
def test_no_odd_value_breaks_a_page(route: str, world: World):
    address = reverse(route, kwargs=world.addresses[MATRIX[route].thing])
    broken = []
    for who in WHO:
        for name, odd in ODD.items():
            for verb in ("GET", "POST"):
                with transaction.atomic():
                    if said(world.client(who), verb, address, urlencode(dict.fromkeys(NAMES, odd))) >= 500:
                        broken.append((who, verb, name))
                    transaction.set_rollback(True)
    assert broken == []


def said(client: Client, verb: str, address: str, data: str) -> int:
    client.raise_request_exception = False
    if verb == "GET":
        return client.get(f"{address}?{data}").status_code
    return client.post(address, data, content_type="application/x-www-form-urlencoded").status_code
