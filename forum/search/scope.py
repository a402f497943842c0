"""Where a reader may look: the names under which he finds rows, and the networks and forums that he may name."""

from dataclasses import dataclass, field

from forum.models import Forum
from forum.search import tokens
from network.models import Membership
from network.names import Names


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


COLUMNS = ("pk", "public_id", "key", "names", "network_id", "network__public_id", "network__key", "network__names")


def scope_of(reader: Membership) -> Scope:
    """Return where READER may look; one statement. What is found is asked of the rule again."""
    if reader.role == Membership.Role.GUEST:
        return Scope([])
    networks: dict[int, Place] = {}
    forums: list[Place] = []
    visible = Forum.objects.visible_to(reader).order_by("network__key", "position", "pk")
    for row in visible.values_list(*COLUMNS, "network__abbreviation"):
        pk, public_id, key, names, network_id, network_public_id, network_key, network_names, abbreviation = row
        forums.append(Place(tokens.in_forum(pk), public_id, key, names))
        networks[network_id] = Place(
            tokens.in_network(network_id), network_public_id, network_key, network_names, abbreviation
        )
    readers = [tokens.EVERYBODY]
    if reader.role == Membership.Role.OBSERVER:
        return Scope([*readers, tokens.OBSERVERS], list(networks.values()), forums)
    readers += [tokens.asked_by(reader.authority_id), tokens.office(reader.authority_id), tokens.named(reader.pk)]
    for pk in networks:
        readers += [tokens.of_network(pk), tokens.shared_with(pk)]
    return Scope(readers, list(networks.values()), forums)
