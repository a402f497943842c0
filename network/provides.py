"""What this room puts into named places: the words for its acts, and what waits for officers of the secretariat."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.acts import name_acts
from network.models import Approval, FactorReset, Membership, Nomination
from network.readers import Reader
from network.slots import Line, provide

name_acts(
    {
        "network_made": _("Network made from the reference data"),
        "network_changed": _("Network changed by the reference data"),
        "authority_made": _("Authority made"),
        "nominated": _("Nomination proposed"),
        "nomination_approved": _("Nomination approved"),
        "nomination_declined": _("Nomination declined"),
        "nomination_withdrawn": _("Nomination withdrawn"),
        "invitation_withdrawn": _("Invitation withdrawn"),
        "membership_ended": _("Membership ended"),
        "contact_point_admitted": _("Place in a network given"),
        "contact_point_ended": _("Place in a network ended"),
        "visit_started": _("Visit of the secretariat begun"),
        "visit_ended": _("Visit of the secretariat ended early"),
        "invitation_made": _("Invitation made"),
        "invitation_accepted": _("Invitation accepted"),
        "totp_added": _("Authenticator set up"),
        "totp_removed": _("Authenticator removed"),
        "passkey_added": _("Passkey set up"),
        "passkey_removed": _("Passkey removed"),
        "recovery_codes_made": _("Recovery codes made"),
        "recovery_code_used": _("Recovery code used"),
        "password_changed": _("Password changed"),
        "email_change_asked": _("New address asked for"),
        "email_change_confirmed": _("New address confirmed"),
        "email_change_cancelled": _("New address given up"),
        "email_changed": _("Address changed"),
        "factor_reset_asked": _("Reset of a second factor asked for"),
        "factor_reset_confirmed": _("Reset of a second factor confirmed"),
        "factor_reset_cancelled": _("Reset of a second factor stopped"),
        "factor_reset_done": _("Second factor reset"),
        "factor_reset_void": _("Reset of a second factor void: an official who stood for it has left"),
        "break_glass": _("Operator began the reset of a secretariat officer"),
        "audit_exported": _("Record of acts exported"),
    }
)

# After deadlines and what waits for me as a practitioner, before what is merely unread.
RANK = 40


def resets_to_confirm(reader: Reader, things: list[Any]) -> Mapping[Any, list[Line]]:
    """Resets of second factors that another official asked for: a second one must confirm them."""
    if not isinstance(reader, Membership) or not reader.duty_membership:
        return {}
    asked = FactorReset.objects.visible_to(reader).filter(status=FactorReset.Status.ASKED)
    waiting = asked.exclude(asked_by__member=reader.member_id).exclude(member=reader.member_id).order_by("asked_at")
    first = waiting.first()
    if first is None:
        return {}
    words = _("The reset of a second factor waits for a second official")
    line = Line(label=words, url=reverse("network:resets"), since=first.asked_at, rank=RANK, kind="waiting")
    return {thing: [line] for thing in things}


def nominations_to_approve(reader: Reader, things: list[Any]) -> Mapping[Any, list[Line]]:
    """Nominations that somebody else proposed, and which the reader has not approved yet."""
    if not isinstance(reader, Membership) or not reader.duty_membership:
        return {}
    mine = Approval.objects.visible_to(reader).filter(by__member=reader.member_id).values("nomination_id")
    proposed = Nomination.objects.visible_to(reader).filter(status=Nomination.Status.PROPOSED)
    others = proposed.exclude(nominated_by__member=reader.member_id).exclude(pk__in=mine)
    waiting = others.exclude(email=reader.member.email).aggregate(count=Count("pk"), since=Min("nominated_at"))
    if not waiting["count"]:
        return {}
    line = Line(
        label=_("Nominations wait for an approval"),
        url=reverse("network:nominations"),
        since=waiting["since"],
        count=waiting["count"],
        rank=RANK,
        kind="waiting",
    )
    return {thing: [line] for thing in things}


provide("desk", nominations_to_approve)
provide("desk", resets_to_confirm)
