"""The bodies and networks that come with the project, read strictly: a wrong file stops with a sentence."""

from network.reference.bodies import BODIES, BodyRecord, body_names, load_bodies
from network.reference.networks import NETWORKS, Fact, NetworkRecord, load_networks
from network.reference.rows import LANGUAGES, ReferenceDataError

__all__ = [
    "BODIES",
    "LANGUAGES",
    "NETWORKS",
    "BodyRecord",
    "Fact",
    "NetworkRecord",
    "ReferenceDataError",
    "body_names",
    "load_bodies",
    "load_networks",
]
