"""The public page of networks, and what everybody may know of one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.models import Membership, Network, NetworkState, PublicNetwork
from network.names import in_language
from network.page import Page
from network.readers import Reader
from network.slots import Line, lines


def kind_of(network: Network) -> str:
    """Return the kind of NETWORK in words."""
    return {
        "judicial": _("Judicial network"),
        "prosecutors": _("Network of prosecutors"),
        "central_authorities": _("Network of central authorities"),
        "asset_recovery": _("Asset-recovery network"),
    }.get(network.kind, _("Network"))


def languages_of(network: Network) -> str:
    """Return the languages in which NETWORK works, in the reader's language."""
    reading = (get_language() or "en").split("-")[0]
    return _(", ").join(_language_name(code, reading) for code in network.languages)


def _language_name(code: str, reading: str) -> str:
    try:
        return Locale.parse(code).get_display_name(reading) or code
    except (UnknownLocaleError, ValueError):
        return code


@dataclass(frozen=True)
class NetworkFacts:
    """A network as everybody may know it."""

    network: Network
    name: str
    kind: str
    purpose: str
    states: list[str]


@dataclass(frozen=True)
class NetworksPage(Page):
    """All networks by name, purpose and States; above them the reader's own, with what is unread there."""

    template: ClassVar[str] = "network/networks.html"
    # The networks, their States, my own; one more for each provider of the slot.
    queries: ClassVar[int] = 3

    mine: list[tuple[Network, list[Line]]]
    networks: list[NetworkFacts]
    may_visit: bool
    may_admit: bool
    # What else the secretariat does with each network.
    acts: dict[Network, list[Line]]
    # What the reader does with each from outside.
    outside: dict[Network, list[Line]]

    @classmethod
    def load(cls, reader: Reader) -> Self:
        networks = list(PublicNetwork.objects.visible_to(reader))
        states = states_by_network(reader, networks)
        mine: list[Network] = []
        if isinstance(reader, Membership):
            mine = sorted(Network.objects.visible_to(reader), key=lambda network: network.name)
        beside = lines("desk.networks", reader, mine) if mine else {}
        may_admit = isinstance(reader, Membership) and reader.duty_membership
        return cls(
            mine=[(network, beside[network]) for network in mine],
            networks=sorted(
                (
                    NetworkFacts(
                        network, network.name, kind_of(network), in_language(network.purpose), states[network.pk]
                    )
                    for network in networks
                ),
                key=lambda facts: facts.name,
            ),
            may_visit=isinstance(reader, Membership) and reader.duty_content,
            may_admit=may_admit,
            acts=lines("network.acts", reader, networks) if may_admit else {},
            outside=lines("network.outside", reader, networks),
        )


def states_by_network(reader: Reader, networks: Iterable[Network]) -> dict[int, list[str]]:
    """Return the names of the States that are in each of NETWORKS now, by its key."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = NetworkState.objects.visible_to(reader).current().filter(network__in=list(networks))
    for state in rows.select_related("body").only("network_id", "body__names"):
        found[state.network_id].append(state.body.name)
    return defaultdict(list, {key: sorted(names) for key, names in found.items()})
