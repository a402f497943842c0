"""Who sees and does what with sealed messages: one file for each noun."""

from messaging.access.keys import can_message, identity_of, is_ended

__all__ = ["can_message", "identity_of", "is_ended"]
