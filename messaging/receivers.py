"""Hears that a membership ended: the others in its conversations are told to look again."""

from typing import Any

from django.dispatch import receiver

from messaging.actions.waiting import tell_of_end
from network.readers import as_system
from network.signals import membership_ended

SYSTEM = as_system("the end of a membership is told on, and no person stands behind that")


@receiver(membership_ended)
def close_conversations(*, membership_id: int, **_more: Any) -> None:
    tell_of_end(actor=SYSTEM, membership_id=membership_id)
