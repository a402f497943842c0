"""What ends below closes sockets here, in every process."""

from typing import Any

from django.dispatch import receiver

from live.outbox import MEMBERSHIP_ENDED, SESSION_ENDED, tell_end
from network.signals import membership_ended, session_ended


@receiver(membership_ended)
def close_sockets_of_membership(*, membership_id: int, **_more: Any) -> None:
    tell_end(MEMBERSHIP_ENDED, membership_id)


@receiver(session_ended)
def close_sockets_of_session(*, session_id: int, **_more: Any) -> None:
    tell_end(SESSION_ENDED, session_id)
