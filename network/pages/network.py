"""One network from inside: what it is, who is in it, who visited it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Self

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from network.access import can_admit
from network.guard import can
from network.models import ContactPoint, Membership, Network, NetworkState, Visit
from network.names import in_language
from network.page import Page
from network.pages.networks import kind_of, languages_of, states_by_network
from network.querysets import current
from network.slots import Line, lines

# How long a visit that is over stays on the front page; "About" lists all of them.
VISIT_SHOWN = timedelta(days=30)
VISITS_LISTED = 50


@dataclass(frozen=True)
class NetworkHead:
    """What stands above every page of a network: its coordinators by function, its tabs, a visit that runs."""

    network: Network
    kind: str
    coordinators: list[Membership]
    tabs: list[tuple[str, str, bool]]
    lines: list[Line]
    acts: list[Line]
    visits: list[Visit]
    own_visit: Visit | None
    can_admit: bool

    # Coordinators, visits, whether the reader may admit; one more for each provider of the slot.
    queries: ClassVar[int] = 3

    @classmethod
    def load(cls, reader: Membership, network: Network, here: str) -> Self:
        places = (
            ContactPoint.objects.visible_to(reader)
            .current()
            .filter(current(prefix="membership__"), network=network, role=ContactPoint.Role.COORDINATOR)
            .select_related("membership__authority__body", "membership__member")
            .order_by("since", "pk")
        )
        now = timezone.now()
        visits = list(
            Visit.objects.visible_to(reader)
            .filter(network=network, until__gt=now - VISIT_SHOWN)
            .select_related("membership__authority__body")
            .order_by("-since")[:VISITS_LISTED]
        )
        found = lines("network.lines", reader, [network])[network]
        return cls(
            network=network,
            kind=kind_of(network),
            coordinators=[place.membership for place in places],
            tabs=_tabs(network, here, [line for line in found if line.kind == "tab"]),
            lines=[line for line in found if line.kind != "tab"],
            acts=[line for slot in ("network.acts", "network.own") for line in lines(slot, reader, [network])[network]],
            visits=visits,
            own_visit=next(
                (visit for visit in visits if visit.membership_id == reader.pk and visit.is_current(now)), None
            ),
            can_admit=bool(can(can_admit, reader, network)),
        )

    @property
    def running_visits(self) -> list[Visit]:
        return [visit for visit in self.visits if visit.is_current()]

    @property
    def past_visits(self) -> list[Visit]:
        return [visit for visit in self.visits if not visit.is_current()]


def _tabs(network: Network, here: str, others: list[Line]) -> list[tuple[str, str, bool]]:
    def tab(name: str, label: str) -> tuple[str, str, bool]:
        return reverse(f"network:{name}", args=[network.public_id]), label, name == here

    return [
        tab("network", _("Topics")),
        tab("network_members", _("Members")),
        *((line.url, str(line.label), line.url == here) for line in others),
        tab("network_about", _("About")),
    ]


@dataclass(frozen=True)
class NetworkPage(Page):
    """One network: charter, coordinator, States, and what other rooms put here, in groups."""

    template: ClassVar[str] = "network/network.html"
    queries: ClassVar[int] = NetworkHead.queries + 1

    head: NetworkHead
    charter: str
    states: list[str]
    groups: list[tuple[str, list[Line]]]

    @classmethod
    def load(cls, reader: Membership, network: Network) -> Self:
        head = NetworkHead.load(reader, network, "network")
        return cls(
            head=head,
            charter=in_language(network.charter),
            states=states_by_network(reader, [network])[network.pk],
            groups=_groups(head.lines),
        )


def _groups(found: list[Line]) -> list[tuple[str, list[Line]]]:
    """Return the lines under a heading for each kind, in the order in which the kinds first come."""
    headings = {"forum": _("Forums"), "pinned": _("Pinned"), "latest": _("Latest")}
    groups: dict[str, list[Line]] = {}
    for line in found:
        groups.setdefault(headings.get(line.kind, ""), []).append(line)
    return list(groups.items())


@dataclass(frozen=True)
class NetworkAboutPage(Page):
    """What is known of a network and from which source; and every visit, with how much was read."""

    template: ClassVar[str] = "network/network_about.html"
    queries: ClassVar[int] = NetworkHead.queries + 2

    head: NetworkHead
    purpose: str
    languages: str
    states: list[tuple[str, str]]
    visits: list[Visit]

    @classmethod
    def load(cls, reader: Membership, network: Network) -> Self:
        states = NetworkState.objects.visible_to(reader).current().filter(network=network).select_related("body")
        visits = (
            Visit.objects.visible_to(reader)
            .filter(network=network)
            .select_related("membership__authority__body")
            .annotate(pages=Count("reads"))
            .order_by("-since")[:VISITS_LISTED]
        )
        return cls(
            head=NetworkHead.load(reader, network, "network_about"),
            purpose=in_language(network.purpose),
            languages=languages_of(network),
            states=sorted((state.body.name, in_language(state.body.footnote)) for state in states),
            visits=list(visits),
        )


@dataclass(frozen=True)
class NetworkMembersPage(Page):
    """Who is in a network now, by State: function and authority first, the name second."""

    template: ClassVar[str] = "network/network_members.html"
    queries: ClassVar[int] = NetworkHead.queries + 1

    head: NetworkHead
    by_state: list[tuple[str, list[ContactPoint]]]
    count: int

    @classmethod
    def load(cls, reader: Membership, network: Network) -> Self:
        places = list(
            ContactPoint.objects.visible_to(reader)
            .current()
            .filter(current(prefix="membership__"), network=network)
            .select_related("membership__authority__body", "membership__member")
        )
        by_state: dict[str, list[ContactPoint]] = defaultdict(list)
        for place in sorted(places, key=_order_of_place):
            by_state[place.membership.authority.body.name].append(place)
        return cls(
            head=NetworkHead.load(reader, network, "network_members"),
            by_state=list(by_state.items()),
            count=len(places),
        )


def _order_of_place(place: ContactPoint) -> tuple[str, str, str]:
    membership = place.membership
    return membership.authority.body.name, membership.authority.name, membership.function_name
