"""Who visits a network, and who sees that and what was read."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.access.people import SECRETARIAT
from network.access.places import is_contact_point, members_of, networks_of, on_networks_of
from network.guard import ALLOWED, EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import Membership, Network, ReadEntry, Visit
from network.readers import Person, Reader, Visitor


@rule(Visit)
def visits(reader: Person) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    return EVERYBODY if reader.is_secretariat else networks_of(reader)


@audience(Visit)
def visit_readers(visit: Visit) -> Q:
    return members_of(visit.network_id) | SECRETARIAT


@rule(ReadEntry)
def read_entries(reader: Person) -> Q:
    """The network sees what was read during a visit; so does the secretariat."""
    if isinstance(reader, Visitor):
        return NOBODY
    return EVERYBODY if reader.is_secretariat else on_networks_of(reader, "visit__network_id")


@audience(ReadEntry)
def read_entry_readers(entry: ReadEntry) -> Q:
    return members_of(entry.visit.network_id) | SECRETARIAT


@verb
def can_visit(actor: Reader, network: Network) -> Verdict:
    if not isinstance(actor, Membership) or not actor.duty_content:
        return refused(_("Only the secretariat visits a network in which it has no place."))
    if is_contact_point(actor, network):
        return refused(_("You have a place in this network: no visit is needed."))
    return ALLOWED


@verb
def can_end_visit(actor: Reader, visit: Visit) -> Verdict:
    if isinstance(actor, Membership) and visit.membership_id == actor.pk:
        return ALLOWED
    return refused(_("A visit is ended by who makes it."))


@verb
def can_log_reading(actor: Reader, visit: Visit) -> Verdict:
    """What a visitor reads is noted in his own visit, while it runs."""
    if isinstance(actor, Membership) and visit.membership_id == actor.pk and visit.is_current():
        return ALLOWED
    return refused(_("This visit is over."))
