"""Who sees and does what with sealed messages: one file for each noun."""

from messaging.access.conversations import PRESENT, can_take_part, places_of
from messaging.access.keys import can_message, identity_of, is_ended

__all__ = ["PRESENT", "can_message", "can_take_part", "identity_of", "is_ended", "places_of"]
