"""What this room puts into named places: the words for its acts."""

from django.utils.translation import gettext_lazy as _

from network.acts import name_acts

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
        "audit_exported": _("Record of acts exported"),
    }
)
