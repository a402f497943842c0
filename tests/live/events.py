"""The facts that these tests tell: about a network, which Ana's people see and Dara does not."""

from live.events import Event


class NetworkChanged(Event):
    kind = "network_changed"


class NetworkNarrowed(Event):
    kind = "network_narrowed"
