"""The only things that travel upwards: rooms above may listen.

Receivers (a test keeps this list true):
- membership_ended: live.receivers.close_sockets_of_membership
- membership_ended: messaging.receivers.close_conversations
- session_ended: live.receivers.close_sockets_of_session
- place_ended: forum.receivers.log_place
- mail_wanted: notices.receivers.queue_mail
"""

from django.dispatch import Signal

# Sent after the commit, with membership_id: the membership is over, at once and everywhere.
membership_ended = Signal()
# Sent after the commit, with session_id: one browser is signed out.
session_ended = Signal()
# Sent inside the transaction, with place, actor and reason: somebody else than its holder ended a place in a network.
place_ended = Signal()
# Sent inside the transaction, with kind (a name in notices/mail.py), address, language, and path: the page to open,
# beginning with a slash. Nothing else ever stands in a mail.
mail_wanted = Signal()
