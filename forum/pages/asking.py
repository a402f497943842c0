"""The page on which an office asks a network from outside: what is public of it, and how many will read."""

from dataclasses import dataclass
from typing import ClassVar, Self

from forum.forms.topics import Offered
from forum.pages.composing import reach_of_asked
from network.models import Body, Membership, Network, NetworkState
from network.page import Page


@dataclass(frozen=True)
class AskPage(Page):
    template: ClassVar[str] = "forum/ask.html"
    # All bodies, the States of the network, how many will read.
    queries: ClassVar[int] = 3

    network: Network
    offered: Offered
    # Who will read the question.
    reach: str

    @classmethod
    def load(cls, reader: Membership, network: Network) -> Self:
        rows = Body.objects.visible_to(reader).filter(until=None).only("key", "names")
        bodies = {body.pk: (body.key, body.name) for body in rows}
        near = NetworkState.objects.visible_to(reader).current().filter(network_id=network.pk)
        inside = dict.fromkeys(near.values_list("body_id", flat=True))
        office = reader.authority
        own_zone = reader.member.zone or office.zone
        return cls(
            network=network,
            offered=Offered(
                near=_by_name([bodies[pk] for pk in inside if pk in bodies]),
                all=_by_name(list(bodies.values())),
                zones=sorted({own_zone, office.zone, "UTC"}),
                own=bodies[office.body_id][0] if office.body_id in bodies else "",
                own_zone=own_zone,
            ),
            reach=reach_of_asked(reader, network),
        )


def _by_name(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(choices, key=lambda choice: choice[1].casefold())
