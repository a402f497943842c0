"""What exports put into pages of other rooms: the way to them, what waits on My desk, what is told, words for acts."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from forum.access import COORDINATOR
from forum.addresses import address
from moving.models import NetworkExport
from network.acts import name_acts
from network.models import ContactPoint, Membership, Network, Visit
from network.names import in_language
from network.readers import Reader
from network.slots import Line, provide
from notices.kinds import Kind, Showing, Shown, name_kind, show

RANK = 39
MOST = 20
Status = NetworkExport.Status


def way_to_exports(reader: Reader, networks: list[Network]) -> dict[Any, list[Line]]:
    """The way to the exports, in the networks that the reader coordinates, and in those which he visits to decide."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return {}
    places = ContactPoint.objects.visible_to(reader).current().filter(membership=reader, role=COORDINATOR)
    mine = set(places.values_list("network_id", flat=True))
    if reader.duty_content:
        visits = Visit.objects.visible_to(reader).current().filter(membership=reader)
        mine |= set(visits.values_list("network_id", flat=True))
    label = gettext_lazy("Exports")
    return {
        network: [Line(label=label, url=address("moving:exports", network.public_id), kind="act", rank=100)]
        for network in networks
        if network.pk in mine and not network.link_only
    }


def waiting_exports(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """Exports that wait for the reader's decision, and the own ones that are ready; one statement."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return {}
    to_decide = Q(status=Status.ASKED) & ~Q(asked_by__member_id=reader.member_id)
    to_fetch = Q(status=Status.READY, asked_by_id=reader.pk)
    rows = NetworkExport.objects.visible_to(reader).filter(to_decide | to_fetch).select_related("network")
    return {None: [_line(export) for export in rows.order_by("asked_at")[:MOST]]}


def _line(export: NetworkExport) -> Line:
    is_ready = export.status == Status.READY
    return Line(
        label=_("The export is ready") if is_ready else _("An export waits for your decision"),
        note=in_language(export.network.names),
        url=address("moving:export", export.public_id),
        since=export.ready_at if is_ready else export.asked_at,
        rank=RANK,
        kind="export",
    )


def to_export(shown: Shown) -> str:
    return address("moving:export", shown.public_id)


provide("network.acts", way_to_exports)
provide("desk", waiting_exports)
show(Showing(NetworkExport, place="network__names"))
name_kind(
    Kind(
        "export_waits",
        ngettext_lazy("An export waits for a second official", "%(count)d exports wait for a second official", "count"),
        leads=to_export,
    )
)
name_kind(
    Kind(
        "export_ready",
        ngettext_lazy("An export is ready", "%(count)d exports are ready", "count"),
        leads=to_export,
    )
)
name_kind(
    Kind(
        "export_decided",
        ngettext_lazy("An export was declined or stopped", "%(count)d exports were declined or stopped", "count"),
        leads=to_export,
    )
)
name_acts(
    {
        "export_asked": gettext_lazy("Export of a network asked for"),
        "export_approved": gettext_lazy("Export of a network approved"),
        "export_declined": gettext_lazy("Export of a network declined"),
        "export_taken_back": gettext_lazy("Export of a network taken back"),
        "export_written": gettext_lazy("Export of a network written"),
        "export_fetched": gettext_lazy("Export of a network fetched"),
        "export_stopped": gettext_lazy("Export of a network stopped"),
        "network_imported": gettext_lazy("Archive of a network brought in"),
    }
)
