"""What others may see of a member, and how they reach the person inside."""

from dataclasses import dataclass
from typing import ClassVar, Self

from network.access import can_end_membership, can_reset_factor
from network.calendar import Clock, clock_of
from network.guard import can
from network.models import ContactPoint, Membership, Network
from network.page import Page
from network.slots import Line, lines


@dataclass(frozen=True)
class ProfilePage(Page):
    """Function, authority and State; the networks which reader and member share, and no other; acts of other rooms."""

    template: ClassVar[str] = "network/profile.html"
    # The shared networks; one more for each provider of the slot.
    queries: ClassVar[int] = 1

    membership: Membership
    is_own: bool
    is_current: bool
    clock: Clock
    shared: list[ContactPoint]
    acts: list[Line]
    can_end: bool
    can_reset: bool

    @classmethod
    def load(cls, reader: Membership, membership: Membership) -> Self:
        places = (
            ContactPoint.objects.visible_to(reader)
            .current()
            .filter(membership=membership, network__in=Network.objects.visible_to(reader))
            .select_related("network")
        )
        is_current = membership.is_current()
        return cls(
            membership=membership,
            is_own=membership.pk == reader.pk,
            is_current=is_current,
            clock=clock_of(membership.authority),
            shared=sorted(places, key=lambda place: place.network.name) if is_current else [],
            acts=lines("member.acts", reader, [membership])[membership] if is_current else [],
            can_end=is_current and bool(can(can_end_membership, reader, membership)),
            can_reset=is_current and bool(can(can_reset_factor, reader, membership.member)),
        )
