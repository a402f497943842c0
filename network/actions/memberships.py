"""The end of a membership: at once, everywhere."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network import audit
from network.access import can_end_membership
from network.conflicts import Conflict
from network.guard import require
from network.models import ContactPoint, Invitation, Membership, Nomination, Session, Visit
from network.querysets import current
from network.readers import Reader
from network.signals import membership_ended


@transaction.atomic
def end_membership(*, actor: Reader, membership: Membership, reason: str = "") -> None:
    """The manager of the authority, or the secretariat, ends MEMBERSHIP now.

    With it end its places in networks, its visits, its sessions and open sockets, what it proposed and the invitations
    it made. What was written stays. Raises Conflict when it has ended already.
    """
    require(can_end_membership, actor, membership)
    now = timezone.now()
    by = actor if isinstance(actor, Membership) else None
    ended = Membership.objects.filter(Q(until=None) | Q(until__gt=now), pk=membership.pk).update(until=now, ended_by=by)
    if not ended:
        raise Conflict(_("This membership has ended already."))
    membership.until, membership.ended_by = now, by
    audit.record(
        "membership_ended",
        actor=actor,
        subject=membership,
        duty="membership",
        authority=membership.authority,
        words=reason,
    )
    _end_places(actor, membership, now)
    Visit.objects.filter(current(now), membership=membership).update(until=now)
    _void_invitations(actor, membership, now)
    Session.objects.filter(membership=membership).delete()
    transaction.on_commit(lambda: membership_ended.send(sender=Membership, membership_id=membership.pk))


def _end_places(actor: Reader, membership: Membership, now: datetime) -> None:
    places = list(ContactPoint.objects.filter(current(now), membership=membership).select_related("network"))
    ContactPoint.objects.filter(pk__in=[place.pk for place in places]).update(
        until=now, ended_by=actor if isinstance(actor, Membership) else None
    )
    for place in places:
        audit.record(
            "contact_point_ended",
            actor=actor,
            subject=place,
            duty="membership",
            authority=membership.authority,
            network=place.network,
        )


def _void_invitations(actor: Reader, membership: Membership, now: datetime) -> None:
    """Whoever has left brings nobody in: what was proposed is withdrawn, and the invitations are worth nothing."""
    Nomination.objects.filter(nominated_by=membership, status=Nomination.Status.PROPOSED).update(
        status=Nomination.Status.WITHDRAWN, decided_at=now
    )
    made = Invitation.objects.filter(
        Q(invited_by=membership) | Q(nomination__nominated_by=membership), used_at=None, withdrawn_at=None
    )
    for invitation in made.select_related("authority"):
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now)
        audit.record(
            "invitation_withdrawn",
            actor=actor,
            subject=invitation,
            duty="membership",
            authority=invitation.authority,
        )
