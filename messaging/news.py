"""What members hear of this room: that a sealed message waits, and nothing of it."""

from django.utils.translation import ngettext_lazy

from messaging.actions.waiting import WAITS
from messaging.models import Conversation
from notices.kinds import Kind, Showing, name_kind, show

name_kind(
    Kind(
        WAITS,
        ngettext_lazy("A sealed message waits.", "Sealed messages wait in a conversation.", "count"),
        leads=lambda shown: f"/messages/c/{shown.public_id}/",
    )
)
show(Showing(Conversation, public_id="wire"))
