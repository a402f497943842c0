"""Who sees and does what with members, authorities, networks, factors and the record of acts: one file for each."""

from network.access.networks import can_load_reference
from network.access.nominations import (
    can_accept,
    can_approve,
    can_decline,
    can_invite,
    can_nominate,
    can_nominate_office,
    can_see_nominations,
    can_withdraw,
)
from network.access.people import PRACTITIONERS, SECRETARIAT, can_end_membership
from network.access.places import (
    can_admit,
    can_end_place,
    can_give_place,
    is_contact_point,
    is_coordinator,
    members_of,
    networks_of,
    on_networks_of,
    place_in,
)
from network.access.record import can_read_audit
from network.access.resets import can_apply_due, can_confirm_reset, can_reset_factor
from network.access.sign_in import can_add_factor, can_change_secrets, can_keep_own, can_sign_in
from network.access.visits import can_end_visit, can_log_reading, can_visit

__all__ = [
    "PRACTITIONERS",
    "SECRETARIAT",
    "can_accept",
    "can_add_factor",
    "can_admit",
    "can_apply_due",
    "can_approve",
    "can_change_secrets",
    "can_confirm_reset",
    "can_decline",
    "can_end_membership",
    "can_end_place",
    "can_end_visit",
    "can_give_place",
    "can_invite",
    "can_keep_own",
    "can_load_reference",
    "can_log_reading",
    "can_nominate",
    "can_nominate_office",
    "can_read_audit",
    "can_reset_factor",
    "can_see_nominations",
    "can_sign_in",
    "can_visit",
    "can_withdraw",
    "is_contact_point",
    "is_coordinator",
    "members_of",
    "networks_of",
    "on_networks_of",
    "place_in",
]
