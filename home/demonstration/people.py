"""Authorities and members of the demonstration, read from people.json."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from home.demonstration.fields import LANGUAGES, Entry, Moment, Names, entry, items, load

FILE = "people.json"
KINDS = ("central", "competent")
ROLES = ("member", "manager", "desk_officer", "secretariat", "guest", "observer")
PLACES = ("contact_point", "helper", "coordinator")
DUTIES = ("content", "membership", "technical")


@dataclass(frozen=True, slots=True)
class Authority:
    key: str
    body: str
    kind: str
    names: Names
    zone: str
    weekend: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A member's place in a network, held since so many days."""

    network: str
    role: str
    since_days: int


@dataclass(frozen=True, slots=True)
class Member:
    handle: str
    name: str
    email: str
    function: Names
    authority: str
    role: str
    duties: tuple[str, ...]
    language: str
    places: tuple[Place, ...]
    ended_days: int | None

    def held_place(self, network: str, moment: Moment) -> bool:
        """Whether this member could write in the network at that moment."""
        ago = -moment.days
        if self.ended_days is not None and ago <= self.ended_days:
            return False
        return any(place.network == network and ago < place.since_days for place in self.places)


def read_authorities(folder: Path) -> tuple[Authority, ...]:
    found: dict[str, Authority] = {}
    for item in items(FILE, "authority", _whole(folder).data["authorities"], "key"):
        item.holds("key", "body", "kind", "names", "zone", "weekend")
        authority = Authority(
            key=item.text("key", r"[a-z]{2,6}-[a-z]+"),
            body=item.text("body", r"[A-Z]{2}|UNODC"),
            kind=item.choice("kind", KINDS),
            names=item.names("names"),
            zone=item.zone("zone"),
            weekend=_weekend(item),
        )
        if authority.key in found:
            raise item.fault("key", "is used twice")
        found[authority.key] = authority
    return tuple(found.values())


def read_members(folder: Path, authorities: Collection[Authority], networks: Collection[str]) -> tuple[Member, ...]:
    keys = {authority.key for authority in authorities}
    found: dict[str, Member] = {}
    for item in items(FILE, "member", _whole(folder).data["members"], "handle"):
        member = _read_member(item, networks)
        if member.authority not in keys:
            raise item.fault("authority", f"names an unknown authority: “{member.authority}”")
        if member.handle in found:
            raise item.fault("handle", "is used twice")
        if member.email in {other.email for other in found.values()}:
            raise item.fault("email", "is used twice")
        found[member.handle] = member
    return tuple(found.values())


def _whole(folder: Path) -> Entry:
    whole = entry(FILE, "the file", load(folder, FILE))
    whole.holds("authorities", "members")
    return whole


def _weekend(item: Entry) -> tuple[int, ...]:
    days = item.entries("weekend")
    if not all(type(day) is int and 0 <= day <= 6 for day in days) or days != sorted(set(days)):
        raise item.fault("weekend", "must be days from 0 (Monday) to 6 (Sunday), in order")
    return tuple(days)


def _read_member(item: Entry, networks: Collection[str]) -> Member:
    item.holds(
        "handle",
        "name",
        "email",
        "function",
        "authority",
        "role",
        "duties",
        "language",
        "networks",
        "ended_days",
    )
    places = tuple(_read_place(item, value, networks) for value in item.entries("networks"))
    member = Member(
        handle=item.text("handle", r"[a-z]+"),
        name=item.text("name"),
        # Only names reserved by RFC 2606: no letter of the demonstration can reach anybody.
        email=item.text("email", r"[a-z]+@[a-z-]+\.example"),
        function=item.names("function"),
        authority=item.text("authority"),
        role=item.choice("role", ROLES),
        duties=item.texts("duties"),
        language=item.choice("language", LANGUAGES),
        places=places,
        ended_days=None if item.absent("ended_days") else item.number("ended_days", least=1),
    )
    _check_member(item, member)
    return member


def _read_place(item: Entry, value: object, networks: Collection[str]) -> Place:
    place = entry(item.file, f"{item.name}, place in a network", value)
    place.holds("network", "role", "since_days")
    network = place.text("network")
    if network not in networks:
        raise place.fault("network", f"names a network without forums: “{network}”")
    return Place(network, place.choice("role", PLACES), place.number("since_days", least=1))


def _check_member(item: Entry, member: Member) -> None:
    if any(duty not in DUTIES for duty in member.duties):
        raise item.fault("duties", f"may hold only {', '.join(DUTIES)}")
    if bool(member.duties) != (member.role == "secretariat"):
        raise item.fault("duties", "belong to the secretariat, and each of its officers has one")
    if member.places and member.role not in ("member", "manager"):
        raise item.fault("networks", f"must be empty for the role “{member.role}”")
    if len({place.network for place in member.places}) != len(member.places):
        raise item.fault("networks", "names a network twice")
    ended = member.ended_days
    if ended is not None and any(place.since_days <= ended for place in member.places):
        raise item.fault("ended_days", "lies before the place in a network began")
