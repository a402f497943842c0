"""An authority: what it is, whether it works now, who is there."""

from dataclasses import dataclass
from typing import ClassVar, Self

from network.access import can_nominate
from network.calendar import Clock, clock_of
from network.guard import can
from network.models import Authority, Membership
from network.page import Page
from network.slots import Line, lines

COLLEAGUES_LISTED = 200


@dataclass(frozen=True)
class AuthorityPage(Page):
    """The office, its clock, its people by function, and the facts that other rooms know of it."""

    template: ClassVar[str] = "network/authority.html"
    # Its people, the offices before it; one more for each provider of the slot.
    queries: ClassVar[int] = 2

    authority: Authority
    clock: Clock
    colleagues: list[Membership]
    predecessors: list[Authority]
    facts: list[Line]
    can_nominate: bool

    @classmethod
    def load(cls, reader: Membership, authority: Authority) -> Self:
        colleagues = (
            Membership.objects.visible_to(reader)
            .current()
            .filter(authority=authority)
            .select_related("member", "authority__body")
            .order_by("since", "pk")[:COLLEAGUES_LISTED]
        )
        return cls(
            authority=authority,
            clock=clock_of(authority),
            colleagues=list(colleagues),
            predecessors=list(Authority.objects.visible_to(reader).filter(succeeded_by=authority)),
            facts=lines("authority.facts", reader, [authority])[authority],
            can_nominate=bool(can(can_nominate, reader, authority)),
        )
