"""An export is asked for by one official and decided by another; the network's members read both in its log."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.actions.order import record_act
from forum.models import ModerationAct
from moving.access import acts_as, can_ask_export, can_decide_export, can_take_back_export
from moving.models import NetworkExport
from network import audit
from network.conflicts import Conflict
from network.guard import Refused, audience_of, require
from network.models import Membership, Network
from notices.actions import hear

Status, Act = NetworkExport.Status, ModerationAct.Act

ASKED_ALREADY = _("You have asked for an export of this network already. It waits, or is being written.")
CHANGED_MEANWHILE = _("Somebody else has decided on this export in the meantime.")
ASKER_LEFT = _("Who asked for this export is no coordinator of the network any more.")


@transaction.atomic
def ask_export(*, actor: Membership, network: Network, reason: str) -> NetworkExport:
    """A coordinator asks, with a reason, for all he may see of the network; a second official decides."""
    require(can_ask_export, actor, network)
    try:
        with transaction.atomic():
            export: NetworkExport = NetworkExport.objects.create(
                network=network, asked_by=actor, asked_at=timezone.now(), reason=reason
            )
    except IntegrityError as error:
        raise Conflict(ASKED_ALREADY) from error
    _record(actor, export, "export_asked", Act.EXPORT_ASKED, reason)
    hear(
        actor=actor,
        kind="export_waits",
        thing=export,
        group=f"network:{network.pk}",
        membership_ids=_officials(export),
    )
    return export


@transaction.atomic
def approve_export(*, actor: Membership, export: NetworkExport) -> NetworkExport:
    """A second official approves: a job writes the archive. Both must still have their offices when it does."""
    from moving.schedules import gather_export

    export = _locked(export)
    require(can_decide_export, actor, export)
    _still_asked(export)
    if not export.asked_by.is_current() or not can_ask_export(export.asked_by, export.network):
        raise Refused(ASKER_LEFT)
    _decide(actor, export, Status.WRITING)
    _record(actor, export, "export_approved", Act.EXPORTED, export.reason)
    gather_export.enqueue(export.pk)
    return export


@transaction.atomic
def decline_export(*, actor: Membership, export: NetworkExport, reason: str) -> NetworkExport:
    """A second official declines, with a reason that who asked reads, and the network in its log."""
    export = _locked(export)
    require(can_decide_export, actor, export)
    _still_asked(export)
    export.answer, export.ended_at = reason, timezone.now()
    _decide(actor, export, Status.DECLINED)
    _record(actor, export, "export_declined", Act.EXPORT_DECLINED, reason)
    hear(actor=actor, kind="export_decided", thing=export, group=_group(export), membership_ids=[export.asked_by_id])
    return export


@transaction.atomic
def take_back_export(*, actor: Membership, export: NetworkExport) -> NetworkExport:
    """Who asked takes it back, as long as nobody has decided."""
    export = _locked(export)
    require(can_take_back_export, actor, export)
    _still_asked(export)
    export.status, export.ended_at = Status.TAKEN_BACK, timezone.now()
    export.save(update_fields=["status", "ended_at"])
    audit.record("export_taken_back", actor=actor, subject=export, duty="content", network=export.network)
    return export


def _decide(actor: Membership, export: NetworkExport, status: str) -> None:
    export.status, export.decided_by, export.decided_at = status, actor, timezone.now()
    export.save(update_fields=["status", "decided_by", "decided_at", "answer", "ended_at"])


def _still_asked(export: NetworkExport) -> None:
    if export.status != Status.ASKED:
        raise Conflict(CHANGED_MEANWHILE)


def _record(actor: Membership, export: NetworkExport, act: str, logged: str, reason: str) -> None:
    network = export.network
    audit.record(act, actor=actor, subject=export, duty="content", network=network, words=reason)
    record_act(actor=actor, network=network, act=logged, role=acts_as(actor, network), reason=reason)


def _locked(export: NetworkExport) -> NetworkExport:
    rows = NetworkExport.objects.select_for_update(of=("self",))
    found: NetworkExport = rows.select_related("network", "asked_by").get(pk=export.pk)
    return found


def _officials(export: NetworkExport) -> Sequence[int]:
    return list(audience_of(export).exclude(member_id=export.asked_by.member_id).values_list("pk", flat=True))


def _group(export: NetworkExport) -> str:
    return f"export:{export.pk}"
