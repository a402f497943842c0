"""The page on which a visit begins: what it means, before it does."""

from dataclasses import dataclass
from typing import ClassVar, Self

from network.models import Membership, Network
from network.page import Page


@dataclass(frozen=True)
class VisitPage(Page):
    template: ClassVar[str] = "network/visit.html"
    queries: ClassVar[int] = 0

    network: Network

    @classmethod
    def load(cls, reader: Membership, network: Network) -> Self:
        return cls(network=network)
