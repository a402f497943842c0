"""The words beside every post and topic, kept in the process for a minute: who writes, which State, how many read.

A name may be a minute old here, as an ended membership may be; what is visible is never decided from these words.
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forum.access.coded import NARROW, readers_anew
from forum.access.knowing import knows_officers
from forum.addresses import member_address
from forum.models import Forum, Post, Topic
from forum.querysets.names import NameRow, read_names
from network.guard import audience_of
from network.models import Membership
from network.names import alphabetic, in_language

SECONDS = 60
MOST = 5_000

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by key, forgotten after a minute, and all at once when there are too many: never more than a few MB."""

    every: "list[Kept[Any, Any]]" = []

    def __init__(self) -> None:
        self._values: dict[K, tuple[float, V]] = {}
        Kept.every.append(self)

    def get(self, key: K) -> V | None:
        kept = self._values.get(key)
        return kept[1] if kept is not None and kept[0] > time.monotonic() else None

    def put(self, key: K, value: V) -> V:
        if len(self._values) >= MOST:
            self._values.clear()
        self._values[key] = (time.monotonic() + SECONDS, value)
        return value

    def split(self, wanted: set[K]) -> tuple[dict[K, V], list[K]]:
        """Return what is kept of WANTED, and the keys of what is not."""
        found = {key: value for key in wanted if (value := self.get(key)) is not None}
        return found, [key for key in wanted if key not in found]

    def forget(self) -> None:
        self._values.clear()


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote, in one language: function and State first. The name is shown only while the membership lasts."""

    function_name: str
    authority_name: str
    body_name: str
    name: str
    url: str
    until: datetime | None
    # Of the membership.
    public_id: str = ""

    @property
    def is_former(self) -> bool:
        return self.until is not None and self.until <= timezone.now()

    def line(self) -> str:
        """Return function and State."""
        return _(", ").join((self.function_name, self.body_name))


@dataclass(frozen=True, slots=True)
class BodyName:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Readers:
    """How many read the topics of a forum, and from which States and organizations."""

    members: int
    bodies: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The people and bodies of one page, as its reader may know them."""

    people: dict[int, Person]
    bodies: dict[int, BodyName]

    def body(self, pk: int | None) -> str:
        return self.bodies[pk].name if pk in self.bodies else ""

    def choices(self, pks: Iterable[int]) -> list[tuple[str, str]]:
        """Return (key, name) of the bodies PKS, by name: what a form offers."""
        found = [(self.bodies[pk].key, self.body(pk)) for pk in dict.fromkeys(pks) if pk in self.bodies]
        return sorted(found, key=lambda choice: alphabetic(choice[1]))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of people and bodies: no page gets at it but by saying who reads, and from where."""

    people: dict[int, Person]
    bodies: dict[int, BodyName]

    def shown_to(self, reader: Membership, *, inside: bool) -> Words:
        """Return what READER may know: officers by name INSIDE the forum, from outside functions and offices alone.

        A list that puts topics of several forums together is outside of each.
        """
        if knows_officers(reader, inside=inside):
            return Words(self.people, self.bodies)
        return Words(
            {pk: replace(person, name="", url="", public_id="") for pk, person in self.people.items()}, self.bodies
        )


# By number and language: a page of fifty names asks for the language once.
Spoken = tuple[int, str]
_people: Kept[Spoken, Person] = Kept()
_bodies: Kept[Spoken, BodyName] = Kept()
_readers: Kept[tuple[int, bool], Readers] = Kept()
ALL = (0, "", "", None)
_topic_readers: Kept[tuple[int, str, str, int | None], Readers] = Kept()


def words(people: Iterable[int], bodies: Iterable[int | None] = ()) -> Known:
    """Return who the memberships PEOPLE are and what BODIES are called; one statement for all that is not kept."""
    language = get_language() or "en"
    found_people, missing_people = _people.split({(pk, language) for pk in people})
    found_bodies, missing_bodies = _bodies.split({(pk, language) for pk in bodies if pk is not None})
    if missing_people or missing_bodies:
        for row in read_names([pk for pk, _language in missing_people], [pk for pk, _language in missing_bodies]):
            key = (row.pk, language)
            if row.is_person:
                found_people[key] = _people.put(key, _person(row, language))
            else:
                found_bodies[key] = _bodies.put(key, BodyName(row.called, in_language(row.body, language)))
    return Known(
        {pk: person for (pk, _language), person in found_people.items()},
        {pk: body for (pk, _language), body in found_bodies.items()},
    )


def readers_of(forum_id: int, network_id: int, for_observers: bool) -> Readers:
    """Return how many read the topics of a forum: `audience_of` it, counted at most once a minute."""
    key = (network_id, for_observers)
    kept = _readers.get(key)
    if kept is not None:
        return kept
    forum = Forum(pk=forum_id, network_id=network_id, for_observers=for_observers)
    return _readers.put(key, _counted(audience_of(forum)))


class TopicPlace(Protocol):
    """What says who reads a topic, whether a row of the model or of a page."""

    @property
    def pk(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def network_id(self) -> int: ...
    @property
    def forum_id(self) -> int: ...
    @property
    def forum__for_observers(self) -> bool: ...
    @property
    def asked_by_id(self) -> int | None: ...
    @property
    def is_shared(self) -> bool: ...


def readers_of_topic(topic: TopicPlace, code: str = "", author_id: int | None = None) -> Readers:
    """Return how many read TOPIC, or something in it with the own CODE, counted at most once a minute.

    Under a narrow code each time: whoever has just named somebody is not told for a minute that fewer will read.

    Whoever reads the topic reads what he writes there himself, whatever its code: AUTHOR_ID counts him too.
    """
    if topic.code == Topic.Code.AMBER and code in {"", topic.code} and not topic.is_shared and not topic.asked_by_id:
        return readers_of(topic.forum_id, topic.network_id, topic.forum__for_observers)
    key = (topic.pk, topic.code, code, author_id if code else None)
    kept = None if {topic.code, code} & set(NARROW) else _topic_readers.get(key)
    if kept is not None:
        return kept
    place = Forum(pk=topic.forum_id, network_id=topic.network_id, for_observers=topic.forum__for_observers)
    row = Topic(pk=topic.pk, code=topic.code, network_id=topic.network_id, forum=place, asked_by_id=topic.asked_by_id)
    post = Post(topic=row, code=code)
    if author_id is not None:
        post.author_id = author_id
    return _topic_readers.put(key, _counted(audience_of(post)))


def readers_of_new(
    author: Membership, network_id: int, code: str, members: Collection[str], authorities: Collection[str]
) -> Readers:
    """Return how many will read what AUTHOR begins under RED or AMBER+STRICT, naming these (public ids)."""
    return _counted(readers_anew(author, network_id, code, members, authorities))


def readers_of_asked(author: Membership, network_id: int) -> Readers:
    """Return how many will read what AUTHOR asks the network from outside: its members, and those of his office.

    The page of the question says the same once it is there; before that only who may ask is told.
    """
    return _counted(audience_of(asked_anew(author, network_id)))


def asked_anew(author: Membership, network_id: int) -> Topic:
    """Return a question that AUTHOR has not yet put to the network from outside, as the rule looks at it."""
    place = Forum(network_id=network_id, for_observers=False)
    code = Topic.Code.AMBER
    return Topic(forum=place, network_id=network_id, code=code, author=author, asked_by_id=author.authority_id)


def readers_of_all() -> Readers:
    """Return how many members of Counterpart there are: who reads what is GREEN, counted at most once a minute."""
    kept = _topic_readers.get(ALL)
    if kept is not None:
        return kept
    return _topic_readers.put(ALL, _counted(audience_of(Topic(code=Topic.Code.GREEN))))


def _counted(members: "QuerySet[Membership]") -> Readers:
    counted = members.order_by().values("authority__body_id").annotate(members=Count("pk"))
    rows = {row["authority__body_id"]: row["members"] for row in counted}
    return Readers(members=sum(rows.values()), bodies=tuple(rows))


def forget() -> None:
    """Forget everything; for tests, whose rows come again under the same numbers."""
    for kept in Kept.every:
        kept.forget()


def _person(row: NameRow, language: str) -> Person:
    return Person(
        # Who was forgotten is "former officer" of a State, and no more.
        function_name=in_language(row.function, language) or (_("Former officer") if row.until else ""),
        authority_name=in_language(row.authority, language) if row.function or not row.until else "",
        body_name=in_language(row.body, language),
        name=row.name,
        url=member_address(row.called),
        until=row.until,
        public_id=row.called,
    )
