"""The verbs of sealed messages asked directly, for those whom the doors would stop before."""

import pytest

from messaging.access import can_ask_key_reset, can_take_part
from messaging.models import Conversation
from network.guard import can
from network.readers import Visitor

pytestmark = pytest.mark.django_db

FOR_OFFICERS = "for officers of an authority"


def test_who_is_not_in_a_conversation_takes_no_part_in_it(talk, ana, dara_at, dara):
    conversation = Conversation.objects.get()
    assert can(can_take_part, ana.membership, conversation)
    assert "not in this conversation" in str(can(can_take_part, dara.membership, conversation).reason)


@pytest.mark.parametrize("who", ["gita", "otto", ""])
def test_who_may_not_write_is_told_for_whom_sealed_messages_are(request, who, talk):
    reader = request.getfixturevalue(who).membership if who else Visitor()
    assert FOR_OFFICERS in str(can(can_take_part, reader, Conversation.objects.get()).reason)
    assert FOR_OFFICERS in str(can(can_ask_key_reset, reader).reason)
