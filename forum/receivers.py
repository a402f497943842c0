"""What this room does when rooms below tell it that something happened."""

from typing import Any

from forum.actions.order import record_act
from forum.models import ModerationAct
from network.access import is_coordinator
from network.models import ContactPoint
from network.readers import Reader
from network.signals import place_ended


def log_place(*, place: ContactPoint, actor: Reader, reason: str, **_rest: Any) -> None:
    """Write into the network's log that a coordinator or the secretariat ended a place."""
    network = place.network
    role = "coordinator" if is_coordinator(actor, network) else "secretariat"
    act = ModerationAct.Act.POINT_ENDED
    record_act(actor=actor, network=network, act=act, role=role, reason=reason, contact_point=place)


place_ended.connect(log_place, dispatch_uid="forum.log_place")
