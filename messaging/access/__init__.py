"""Who sees and does what with sealed messages: one file for each noun."""

from messaging.access import files as _files  # noqa: F401 - registers its rules
from messaging.access.conversations import PRESENT, can_take_part, places_of
from messaging.access.keys import can_message, identity_of, is_ended
from messaging.access.reports import can_clear_messages, can_judge_report
from messaging.access.resets import (
    can_agree_to_key_reset,
    can_ask_key_reset,
    can_see_key_resets,
    can_stop_key_reset,
)

__all__ = [
    "PRESENT",
    "can_agree_to_key_reset",
    "can_ask_key_reset",
    "can_clear_messages",
    "can_judge_report",
    "can_message",
    "can_see_key_resets",
    "can_stop_key_reset",
    "can_take_part",
    "identity_of",
    "is_ended",
    "places_of",
]
