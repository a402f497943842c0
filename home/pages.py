"""What waits for me, gathered from all rooms."""

from dataclasses import dataclass
from typing import ClassVar, Self

from home.models import OwnData
from network.models import Membership, Network
from network.page import Page
from network.slots import Line, lines


@dataclass(frozen=True)
class DeskPage(Page):
    """The lines of My desk by urgency, and beside them the reader's networks with what is unread there."""

    template: ClassVar[str] = "home/desk.html"
    # My networks, and one for each provider of the two slots.
    queries: ClassVar[int] = 15

    lines: list[Line]
    networks: list[tuple[Network, list[Line]]]
    zone: str

    @classmethod
    def load(cls, reader: Membership) -> Self:
        networks = list(Network.objects.visible_to(reader).only("public_id", "key", "names", "status"))
        beside = lines("desk.networks", reader, networks)
        return cls(
            lines=lines("desk", reader, [None])[None],
            networks=[(network, beside[network]) for network in networks],
            zone=reader.member.zone or reader.authority.zone,
        )


@dataclass(frozen=True)
class OwnDataPage(Page):
    """The reader's own data: asked for, ready, or not asked for yet."""

    template: ClassVar[str] = "home/own_data.html"
    queries: ClassVar[int] = 1

    data: OwnData | None
    days: int = 7

    @classmethod
    def load(cls, reader: Membership) -> Self:
        return cls(data=OwnData.objects.visible_to(reader).filter(ended_at=None).first())
