"""Named places of a page into which other rooms put lines, without either knowing the other.

A provider answers for a whole page at once (one statement at most): it gets the reader and the things shown, and
returns a list of lines for each thing's key.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from network.readers import Reader


@dataclass(frozen=True)
class Line:
    """A line or link in a slot. `url` empty: text only. `count` is shown as a badge."""

    label: str | Promise
    url: str = ""
    note: str | Promise = ""
    since: datetime | None = None
    count: int | None = None
    rank: int = 0
    kind: str = ""
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks in a topic, as far as the reader may know him: the public ids of his membership and of it."""

    membership: str
    topic: str


Provider = Callable[[Reader, list[Any]], Mapping[Any, list[Line]]]

# The places there are. Asking for another is a mistake in the code.
NAMES = frozenset(
    {
        "desk",  # lines of My desk: things = [None]
        "desk.networks",  # beside each of my networks: things = networks
        "topic.acts",  # what a reader does with those who speak in a topic: things = speakers, whom the reader knows
        "account.acts",  # what a member does with the own account beyond signing in: things = [membership]
        "member.acts",  # acts of a member's profile: things = [membership]
        "authority.facts",  # facts of an authority: things = [authority]
        "network.acts",  # acts on a network: things = networks
        "network.outside",  # what somebody outside does with a network, on its public page: things = networks
        "network.own",  # what a reader decides for himself about a network: things = [network]
        "network.lines",  # what a network's page shows (forums, latest): things = [network]
        "notices.acts",  # what leads on from the notices: things = [None]
        "frame",  # how much waits, beside the name of a place in the main navigation: things = [None]
    }
)

_providers: dict[str, list[Provider]] = defaultdict(list)


def provide(name: str, provider: Provider) -> None:
    """Register PROVIDER for the slot NAME; call it from the app's provides.py."""
    if name not in NAMES:
        raise KeyError(f"There is no slot {name}.")
    _providers[name].append(provider)


def lines(name: str, reader: Reader, things: Iterable[Any]) -> dict[Any, list[Line]]:
    """Return the lines of all providers for each of THINGS, ordered by rank."""
    if name not in NAMES:
        raise KeyError(f"There is no slot {name}.")
    wanted = list(things)
    found: dict[Any, list[Line]] = {thing: [] for thing in wanted}
    for provider in _providers[name]:
        for thing, some in provider(reader, wanted).items():
            found[thing].extend(some)
    return {thing: sorted(some, key=lambda line: line.rank) for thing, some in found.items()}


def waiting_for(reader: Reader) -> dict[str, str]:
    """Return how much waits for READER, by the kind of what waits, as badges show it; what is nothing is left out."""
    return {line.kind: str(line.label) for line in lines("frame", reader, [None])[None]}
