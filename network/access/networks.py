"""Who sees a network: inside, those with a place in it; its public page, everybody, like the list of bodies."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.access.places import members_of, on_networks_of
from network.guard import EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import Body, Network, NetworkState, PublicNetwork
from network.readers import Person, Reader, Visitor


@rule(Body, PublicNetwork, NetworkState)
def public(reader: Person) -> Q:
    return EVERYBODY


@audience(Body, PublicNetwork, NetworkState)
def everybody(thing: Any) -> Q:
    return EVERYBODY


@rule(Network)
def networks(reader: Person) -> Q:
    """A network is known inside only to those with a place in it; the rest is PublicNetwork."""
    return NOBODY if isinstance(reader, Visitor) else on_networks_of(reader, "pk")


@audience(Network)
def network_members(network: Network) -> Q:
    return members_of(network.pk)


@verb
def can_load_reference(actor: Reader) -> Verdict:
    """No person: bodies and networks come from the data files, which the operator installs."""
    return refused(_("Reference data are loaded by the operator's command."))
