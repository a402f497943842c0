"""Whom an archive's words are of, here: a member whom the operator named, or a former correspondent without a name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from forum.querysets.arrivals import LIST, list_body
from moving.leaving.authors import FORMER
from network.models import Authority, Body, Member, Membership

Row = dict[str, Any]


class Offices:
    """Offices of an archive: each is made as one that has ended, so that nobody of today speaks for it."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str, tuple[tuple[str, str], ...]], int] = {}

    def __getitem__(self, said: Row) -> int:
        key = (said["body"], said["type"], tuple(sorted(said["names"].items())))
        if key not in self.found:
            self.found[key] = _office(said, timezone.now())
        return self.found[key]


class Writers:
    """Which membership each author of an archive is here."""

    def __init__(self, authors: Mapping[str, Row], named: Mapping[str, Membership], offices: Offices) -> None:
        self.authors, self.offices = authors, offices
        self.found = {author: membership.pk for author, membership in named.items()}

    def __getitem__(self, author: str) -> int:
        if author not in self.found:
            self.found[author] = self._former(author)
        return self.found[author]

    def maybe(self, author: str | None) -> int | None:
        return None if author is None else self[author]

    def office_of(self, author: str) -> int:
        """Return the office of AUTHOR, for a vote that counts for it."""
        found: int = Membership.objects.values_list("authority_id", flat=True).get(pk=self[author])
        return found

    def _former(self, author: str) -> int:
        said, now = self.authors[author], timezone.now()
        member, _created = Member.objects.get_or_create(email=author + FORMER, defaults={"name": ""})
        membership = Membership.objects.filter(member=member).order_by("pk").first()
        if membership is None:
            membership = Membership.objects.create(
                member=member,
                authority_id=self.offices[said["authority"]],
                since=now,
                until=now,
                function=said["function"],
            )
        return int(membership.pk)


def _office(said: Row, now: datetime) -> int:
    body = list_body(now) if said["body"] == LIST else Body.objects.get(key=said["body"])
    # An office without a day on which it was: nothing else here makes one.
    for office in Authority.objects.filter(body=body, kind=said["type"], until__isnull=False):
        if office.until == office.since and office.names == said["names"]:
            return int(office.pk)
    office = Authority.objects.create(body=body, kind=said["type"], names=said["names"], since=now, until=now)
    return int(office.pk)
