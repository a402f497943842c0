"""Where a reader may look: the names under which he finds rows, and the networks and forums that he may name."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import BigIntegerField, IntegerField, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL

from forum.models import Forum
from forum.search import tokens
from forum.search.called import (
    ALONE,
    BODY,
    PERSON,
    PLACE,
    bodies_called,
    is_called,
    names_bodies,
    people_called,
    sought,
)
from forum.search.query import Operator
from network.models import Membership, Network
from network.names import Names
from network.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Place:
    """A network or forum that the reader sees, and what it may be called."""

    token: str
    public_id: str
    key: str
    names: Names
    abbreviation: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """`readers`: a row that the reader may see has one of these names; none: he finds nothing."""

    readers: list[str]
    networks: list[Place] = field(default_factory=list)
    forums: list[Place] = field(default_factory=list)
    # The number of the newest row there is, in milliseconds: nothing is looked for after it.
    newest: int = 0
    # And the number of the oldest.
    oldest: int = 0
    # Number and names of each body; number and name of each member who may be meant.
    bodies: list[tuple[int, list[str]]] = field(default_factory=list)
    people: list[tuple[int, str]] = field(default_factory=list)

    # The networks whose forums the reader sees.
    network_ids: frozenset[int] = frozenset()

    def people_called(self, value: str) -> set[int]:
        words = sought(value)
        return {pk for pk, name in self.people if words and is_called(name, words)}


# What is a place, a body or a member: all in one statement, so all have the same columns.
PLACES = ("what", "pk", "public_id", "key", "names", "network_id", "network__public_id", "network__key")
COLUMNS = (*PLACES, "network__names", "network__abbreviation", "position", "newest", "oldest")
NEWEST = RawSQL("(SELECT max(id) FROM forum_searchrow)", [], output_field=BigIntegerField())
OLDEST = RawSQL("(SELECT min(id) FROM forum_searchrow)", [], output_field=BigIntegerField())


def _forums(reader: Any) -> Any:
    what = Value(PLACE, output_field=IntegerField())
    visible = Forum.objects.visible_to(reader).annotate(what=what, newest=NEWEST, oldest=OLDEST)
    return visible.order_by().values_list(*COLUMNS)


def _without_forum(reader: Any) -> QuerySet[Any, Any]:
    """Return the networks in which nothing has been opened yet: what is offered to one is found by its coordinator."""
    nothing, zero = Value("", output_field=TextField()), Value(0, output_field=IntegerField())
    what = Value(ALONE, output_field=IntegerField())
    rows = Network.objects.visible_to(reader).filter(forums=None).order_by()
    return rows.annotate(what=what, nothing=nothing, zero=zero, newest=NEWEST, oldest=OLDEST).values_list(
        *("what", "zero", "nothing", "nothing", "names", "pk", "public_id", "key", "names", "abbreviation", "zero"),
        *("newest", "oldest"),
    )


def _places_of(reader: Any) -> Any:
    return _forums(reader).union(_without_forum(reader), all=True)


_visible = Prepared(_places_of)


def _rows(reader: Membership, operators: Sequence[Operator]) -> list[Any]:
    if not names_bodies(operators):
        return _visible.rows(reader, "")
    parts = [_without_forum(reader), bodies_called(reader), people_called(reader, operators)]
    return list(_forums(reader).union(*(part for part in parts if part is not None), all=True))


def scope_of(reader: Membership, operators: Sequence[Operator] = ()) -> Scope:
    """Return where READER may look, and what OPERATORS may name; one statement. What is found is asked of the rule."""
    if reader.role == Membership.Role.GUEST:
        return Scope([])
    rows = _rows(reader, operators)
    places = [row for row in rows if row[0] in {PLACE, ALONE}]
    scope = _places(reader, sorted(places, key=lambda row: (row[7], row[10], row[1])))
    # What a body may be called: its key, its codes of ISO 3166, and its names in every language.
    bodies = [(row[1], [row[2], row[3], row[6], *row[4].values()]) for row in rows if row[0] == BODY]
    people = [(row[1], row[3]) for row in rows if row[0] == PERSON]
    return replace(scope, bodies=bodies, people=people)


def _places(reader: Membership, rows: list[Any]) -> Scope:
    networks: dict[int, Place] = {}
    forums: list[Place] = []
    inside = set()
    newest = oldest = 0
    for what, pk, public_id, key, names, network_id, network_public_id, network_key, *more in rows:
        network_names, abbreviation, _position, last, first = more
        newest, oldest = last or 0, first or 0
        if what == PLACE:
            forums.append(Place(tokens.in_forum(pk), public_id, key, names))
            inside.add(network_id)
        networks[network_id] = Place(
            tokens.in_network(network_id), network_public_id, network_key, network_names, abbreviation
        )
    readers = [tokens.EVERYBODY]
    if reader.role == Membership.Role.OBSERVER:
        return Scope([*readers, tokens.OBSERVERS], list(networks.values()), forums, newest, oldest)
    readers += [tokens.of_office(reader.authority_id), tokens.of_member(reader.pk)]
    readers += [tokens.of_network(pk) for pk in networks]
    return Scope(readers, list(networks.values()), forums, newest, oldest, network_ids=frozenset(inside))
