"""The page that says who reads a topic: how many under each code, who is named, and what may be changed about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from django.db.models import QuerySet

from forum import access
from forum.access.coded import STRICTNESS, is_stricter, members_inside
from forum.access.speaking import says_why
from forum.models import NamedAuthority, NamedMember, Topic
from forum.names import Person, Words, readers_of_topic, words
from forum.pages.heads import TopicHead
from forum.pages.reach import CodeWords, code_words, reach
from network.guard import can
from network.models import Authority, ContactPoint, Membership
from network.page import Page
from network.querysets import current


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be named, by function and State; `is_named` already."""

    pk: str
    label: str
    is_named: bool


@dataclass(frozen=True)
class ReadersPage(Page):
    """`codes`: what the reader may set, with a reason where he `says_why`.

    `members` and `authorities`: whom he may name, of those who are `inside`.
    """

    template: ClassVar[str] = "forum/readers.html"
    # The topic twice, who reads, names, who is named; what may be set, each asked of the rule; whom one may name.
    queries: ClassVar[int] = 15

    topic: TopicHead
    sentence: str
    # The same for a post with a stricter code of its own.
    stricter: list[tuple[str, str]]
    bodies: list[str]
    named_members: list[Person]
    named_authorities: list[str]
    codes: tuple[CodeWords, ...]
    says_why: bool
    members: list[Candidate]
    authorities: list[Candidate]
    coordinators: list[Candidate]
    inside: list[Membership]

    @property
    def offices(self) -> list[Authority]:
        return list({member.authority_id: member.authority for member in self.inside}.values())

    @classmethod
    def load(cls, reader: Membership, topic: TopicHead) -> Self:
        row = Topic.objects.visible_to(reader).select_related("forum", "author").get(pk=topic.pk)
        readers = readers_of_topic(topic)
        named = list(
            NamedMember.objects.visible_to(reader).filter(topic_id=row.pk).values_list("membership_id", flat=True)
        )
        offices = list(NamedAuthority.objects.visible_to(reader).filter(topic_id=row.pk).select_related("authority"))
        may_name = bool(can(access.can_name, reader, row))
        may_call = bool(can(access.can_name_coordinator, reader, row))
        inside = list(_inside(reader, row)) if may_name else []
        coordinators = _coordinators(reader, row) if may_call else []
        known = words({*named, *(one.pk for one in inside), *(one.pk for one in coordinators)}, readers.bodies)
        names = known.shown_to(reader, inside=topic.sees_forum)
        return cls(
            topic=topic,
            sentence=reach(topic.code, readers, topic.networks),
            stricter=[
                (code, reach(code, readers_of_topic(topic, code), topic.networks))
                for code in STRICTNESS
                if is_stricter(code, topic.code)
            ],
            bodies=sorted(names.body(pk) for pk in readers.bodies),
            named_members=[names.people[pk] for pk in named],
            named_authorities=[one.authority.name for one in offices],
            codes=_codes(reader, row),
            says_why=says_why(reader, row.author),
            members=_people(inside, names, set(named)),
            authorities=_offices(inside, {one.authority_id for one in offices}),
            coordinators=[one for one in _people(coordinators, names, set(named)) if not one.is_named],
            inside=inside,
        )


def _codes(reader: Membership, topic: Topic) -> tuple[CodeWords, ...]:
    stricter = [code for code in STRICTNESS if is_stricter(code, topic.code)]
    wider = [code for code in STRICTNESS if is_stricter(topic.code, code)]
    allowed = stricter if can(access.can_raise_code, reader, topic) else []
    if can(access.can_lower_code, reader, topic):
        allowed = [*allowed, *wider]
    return code_words(allowed)


def _inside(reader: Membership, topic: Topic) -> "QuerySet[Membership]":
    members = Membership.objects.visible_to(reader).filter(current(), members_inside(topic))
    inside: QuerySet[Membership] = members.select_related("authority__body").order_by("authority_id", "pk")
    return inside


def _coordinators(reader: Membership, topic: Topic) -> list[Membership]:
    places = ContactPoint.objects.visible_to(reader).filter(
        current(), network_id=topic.network_id, role=ContactPoint.Role.COORDINATOR
    )
    found = Membership.objects.visible_to(reader).filter(pk__in=places.values("membership_id"))
    return list(found.select_related("authority__body"))


def _people(members: Iterable[Membership], names: Words, named: set[int]) -> list[Candidate]:
    found = [
        Candidate(
            pk=member.public_id,
            label=f"{names.people[member.pk].line()} · {names.people[member.pk].name}".removesuffix(" · "),
            is_named=member.pk in named,
        )
        for member in members
    ]
    return sorted(found, key=lambda one: one.label)


def _offices(members: Iterable[Membership], named: set[int]) -> list[Candidate]:
    offices = {member.authority_id: member.authority for member in members}
    found = [
        Candidate(pk=office.public_id, label=f"{office.body.name} · {office.name}", is_named=pk in named)
        for pk, office in offices.items()
    ]
    return sorted(found, key=lambda one: one.label)
