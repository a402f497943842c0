"""The secretariat looks into a network where it has no place: announced, for a reason, for a day at most, logged."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network import audit
from network.access import can_end_visit, can_log_reading, can_visit
from network.conflicts import Conflict
from network.guard import require
from network.models import Membership, Network, ReadEntry, Visit
from network.querysets import current

LONGEST_HOURS = 24


@transaction.atomic
def start_visit(*, actor: Membership, network: Network, reason: str, hours: int) -> Visit:
    """An officer of the secretariat's content duty visits NETWORK for HOURS (1 to 24); its members see who and why.

    Raises Conflict when a visit of the same officer runs already.
    """
    require(can_visit, actor, network)
    if not reason.strip():
        raise ValidationError(_("Say why you visit: the members of the network read it."))
    if not 1 <= hours <= LONGEST_HOURS:
        raise ValidationError(_("A visit lasts from one hour to 24 hours."))
    Membership.objects.select_for_update().get(pk=actor.pk)
    if Visit.objects.filter(current(), membership=actor, network=network).exists():
        raise Conflict(_("You are visiting this network already."))
    now = timezone.now()
    visit: Visit = Visit.objects.create(
        network=network, membership=actor, reason=reason, since=now, until=now + timedelta(hours=hours)
    )
    audit.record("visit_started", actor=actor, subject=visit, duty="content", network=network, words=reason)
    return visit


@transaction.atomic
def end_visit(*, actor: Membership, visit: Visit) -> None:
    """The visitor leaves before the time is over. A visit that is over stays as it is."""
    require(can_end_visit, actor, visit)
    now = timezone.now()
    if Visit.objects.filter(current(now), pk=visit.pk).update(until=now):
        audit.record("visit_ended", actor=actor, subject=visit, duty="content", network=visit.network)


def log_reading(*, actor: Membership, visit: Visit, route: str, subject_id: str) -> ReadEntry:
    """One page that a visitor is about to be shown is noted, before it is shown."""
    require(can_log_reading, actor, visit)
    entry: ReadEntry = ReadEntry.objects.create(visit=visit, at=timezone.now(), route=route, subject_id=subject_id)
    return entry
