"""Who asks that a network be exported, who decides, who fetches the file; and who brings one into an installation."""

from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _

from forum.access.coded import COORDINATOR, coordinated
from moving.models import NetworkExport
from network.access import PRACTITIONERS, is_coordinator
from network.guard import ALLOWED, NOBODY, Verdict, audience, refused, rule, verb
from network.models import ContactPoint, Membership, Network, Visit
from network.querysets import current
from network.readers import Reader

ONLY_COORDINATOR = _("Only the coordinator of the network asks that it be exported.")
ONLY_DECIDES = _(
    "Only the coordinator of the network asks that it be exported. During your visit you decide, as the second "
    "official, on what was asked for."
)
ONLY_OFFICIALS = _("Only another coordinator of the network, or the secretariat during a visit, decides on an export.")
SECOND_PERSON = _("You asked for this yourself: it takes a second person.")
ONLY_ASKER = _("Only who asked for an export fetches it.")
BY_COMMAND = _("This is done by the clock and by the operator of the installation.")


@rule(NetworkExport)
def exports(reader: Reader) -> Q:
    """The coordinators of the network, and the secretariat's content officers while they visit it."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return NOBODY
    condition = Q(network_id__in=Subquery(coordinated(reader)))
    if reader.duty_content:
        visited = Visit.objects.filter(current(), membership_id=reader.pk).values("network_id")
        condition |= Q(network_id__in=Subquery(visited))
    return condition


@audience(NetworkExport)
def export_readers(export: NetworkExport) -> Q:
    places = ContactPoint.objects.filter(current(), network_id=export.network_id, role=COORDINATOR)
    visits = Visit.objects.filter(current(), network_id=export.network_id)
    coordinators = Q(pk__in=Subquery(places.values("membership_id")))
    visitors = Q(duty_content=True, pk__in=Subquery(visits.values("membership_id")))
    return PRACTITIONERS & (coordinators | visitors)


@verb
def can_see_exports(actor: Reader, network: Network) -> Verdict:
    """Those who ask and those who decide."""
    if _coordinates(actor, network) or _visits(actor, network):
        return ALLOWED
    return refused(ONLY_COORDINATOR)


@verb
def can_ask_export(actor: Reader, network: Network) -> Verdict:
    """A coordinator, of the own network: what leaves is what he sees there. A visitor only decides."""
    if _coordinates(actor, network):
        return ALLOWED
    return refused(ONLY_DECIDES if _visits(actor, network) else ONLY_COORDINATOR)


@verb
def can_decide_export(actor: Reader, export: NetworkExport) -> Verdict:
    """Another coordinator of the network, or the secretariat during a visit; never the same person."""
    if not isinstance(actor, Membership) or not can_see_exports(actor, export.network):
        return refused(ONLY_OFFICIALS)
    if actor.member_id == export.asked_by.member_id:
        return refused(SECOND_PERSON)
    return ALLOWED


@verb
def can_take_back_export(actor: Reader, export: NetworkExport) -> Verdict:
    """Who asked."""
    if isinstance(actor, Membership) and actor.pk == export.asked_by_id and _coordinates(actor, export.network):
        return ALLOWED
    return refused(ONLY_COORDINATOR)


@verb
def can_fetch_export(actor: Reader, export: NetworkExport) -> Verdict:
    """Who asked, while both who asked and who approved still have the offices in which they did."""
    if not isinstance(actor, Membership) or actor.pk != export.asked_by_id:
        return refused(ONLY_ASKER)
    return ALLOWED if stands(export) else refused(NetworkExport.Fault.ROLE.label)


@verb
def can_write_exports(actor: Reader) -> Verdict:
    """No person: a job writes what two have decided, the clock removes it."""
    return refused(BY_COMMAND)


@verb
def can_import_network(actor: Reader, network: Network) -> Verdict:
    """No person: the operator, by a command and on record."""
    return refused(BY_COMMAND)


def stands(export: NetworkExport) -> bool:
    """Whether both officials of an approved export still have their offices. A visit may be over: it decided."""
    second = export.decided_by
    if second is None or not second.is_current() or not export.asked_by.is_current():
        return False
    is_official = _coordinates(second, export.network) or (second.is_secretariat and second.duty_content)
    return is_official and _coordinates(export.asked_by, export.network)


def acts_as(actor: Membership, network: Network) -> str:
    """Return as what ACTOR asks or decides: "coordinator" or "secretariat"."""
    return str(COORDINATOR) if is_coordinator(actor, network) else "secretariat"


def _coordinates(actor: Reader, network: Network) -> bool:
    return (
        isinstance(actor, Membership)
        and actor.is_practitioner
        and not network.link_only
        and is_coordinator(actor, network)
    )


def _visits(actor: Reader, network: Network) -> bool:
    if not isinstance(actor, Membership) or not actor.is_secretariat or not actor.duty_content:
        return False
    return Visit.objects.filter(current(), membership_id=actor.pk, network_id=network.pk).exists()
