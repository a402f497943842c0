"""Who may see and do what in forums; no other file of this room decides."""

from forum.access import files, judging, own, reading  # noqa: F401 - register their rules
from forum.access.acting import (
    HELPER,
    PARTICIPANT,
    can_add_forum,
    can_change_forum,
    can_keep_marks,
    can_pin,
    can_reply,
    can_set_status,
    can_start_topic,
    part_of,
    place_of,
)
from forum.access.arranging import can_arrange, can_merge, can_move
from forum.access.coded import COORDINATOR
from forum.access.codes import (
    can_lower_code,
    can_lower_file_code,
    can_lower_post_code,
    can_name,
    can_name_coordinator,
    can_raise_code,
    can_raise_file_code,
    can_raise_post_code,
)
from forum.access.editing import can_edit_post
from forum.access.offers import (
    can_ask_network,
    can_consent,
    can_decide_offer,
    can_offer,
    can_offer_to,
    can_see_offers,
    can_withdraw_offer,
)

__all__ = [
    "COORDINATOR",
    "HELPER",
    "PARTICIPANT",
    "can_add_forum",
    "can_arrange",
    "can_ask_network",
    "can_change_forum",
    "can_consent",
    "can_decide_offer",
    "can_edit_post",
    "can_keep_marks",
    "can_lower_code",
    "can_lower_file_code",
    "can_lower_post_code",
    "can_merge",
    "can_move",
    "can_name",
    "can_name_coordinator",
    "can_offer",
    "can_offer_to",
    "can_pin",
    "can_raise_code",
    "can_raise_file_code",
    "can_raise_post_code",
    "can_reply",
    "can_see_offers",
    "can_set_status",
    "can_start_topic",
    "can_withdraw_offer",
    "part_of",
    "place_of",
]
