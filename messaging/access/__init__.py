"""Who sees and does what with sealed messages: one file for each noun."""

from messaging.access import files as _files  # noqa: F401 - registers its rules
from messaging.access.conversations import PRESENT, can_take_part, places_of
from messaging.access.keys import can_message, identity_of, is_ended
from messaging.access.reports import can_clear_messages, can_judge_report

__all__ = [
    "PRESENT",
    "can_clear_messages",
    "can_judge_report",
    "can_message",
    "can_take_part",
    "identity_of",
    "is_ended",
    "places_of",
]
