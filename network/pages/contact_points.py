"""Whom a coordinator may admit: the officers of one State who have no place in the network yet."""

from dataclasses import dataclass
from typing import ClassVar, Self

from network.models import Authority, Body, ContactPoint, Membership, Network
from network.names import alphabetic
from network.page import Page
from network.querysets import current

ROLES_THAT_HAVE_A_PLACE = [
    Membership.Role.MEMBER,
    Membership.Role.MANAGER,
    Membership.Role.DESK_OFFICER,
    Membership.Role.SECRETARIAT,
]


@dataclass(frozen=True)
class AdmitPage(Page):
    """First a State, then its officers. Who is there already is listed, with what may be done about it."""

    template: ClassVar[str] = "network/membership_admit.html"
    queries: ClassVar[int] = 3

    network: Network
    is_member: bool
    bodies: list[Body]
    body: Body | None
    candidates: list[Membership]
    places: list[ContactPoint]

    @classmethod
    def load(cls, reader: Membership, network: Network, state: str = "") -> Self:
        offices = Authority.objects.visible_to(reader).current().values("body_id")
        bodies = sorted(Body.objects.visible_to(reader).filter(pk__in=offices), key=lambda body: alphabetic(body.name))
        body = next((body for body in bodies if body.key == state), None)
        places = list(
            ContactPoint.objects.visible_to(reader)
            .current()
            .filter(current(prefix="membership__"), network=network)
            .select_related("membership__authority__body", "membership__member")
        )
        there = {place.membership_id for place in places}
        officers = (
            Membership.objects.visible_to(reader)
            .current()
            .filter(authority__body=body, role__in=ROLES_THAT_HAVE_A_PLACE)
            .exclude(member_id=reader.member_id)
            .select_related("authority__body", "member")
            .order_by("authority_id", "pk")
        )
        return cls(
            network=network,
            is_member=reader.pk in there,
            bodies=bodies,
            body=body,
            candidates=[officer for officer in officers if officer.pk not in there] if body else [],
            places=sorted(places, key=lambda place: (place.role, place.membership.authority.body.name)),
        )
