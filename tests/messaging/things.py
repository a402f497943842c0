"""Examples of what this room keeps, for the tests of access."""

import os

from django.utils import timezone

from messaging.models import Blob, Identity, KeyEntry, KeyLog, Leaf
from tests.access.things import examples, who

OWNERS = ("ana", "chloe", "eve", "sam", "gita")


def identity(people, name: str) -> Identity:
    owner = who(people, name)
    fresh = {"wire": os.urandom(16).hex(), "gen": 0, "made_at": timezone.now()}
    return Identity.objects.get_or_create(member=owner.member, body=owner.authority.body, defaults=fresh)[0]


@examples(Identity)
def identities(people, ocean):
    return [identity(people, name) for name in OWNERS]


@examples(KeyEntry)
def entries(people, ocean):
    return [
        KeyEntry.objects.create(
            identity=identity(people, name),
            gen=0,
            raw=b"raw",
            digest=os.urandom(32).hex(),
            fingerprint=os.urandom(32).hex(),
            ed_pk=os.urandom(32),
            reason=0,
            index=1000 + index,
            at=timezone.now(),
        )
        for index, name in enumerate(OWNERS)
    ]


@examples(KeyLog)
def logs(people, ocean):
    return [KeyLog.objects.get_or_create(pk=1, defaults={"salt": os.urandom(32)})[0]]


@examples(Leaf)
def leaves(people, ocean):
    return [Leaf.objects.create(index=1000 + index, raw=b"raw", root="0" * 64) for index in range(2)]


@examples(Blob)
def blobs(people, ocean):
    return [
        Blob.objects.create(identity=identity(people, name), sealed="x", version=1, changed_at=timezone.now())
        for name in OWNERS
    ]
