"""The addresses of this room, all under /messages/. Screens end with a slash.

The doors, without one, are those of docs/messaging-protocol.md, section 8.
"""

from django.urls import path

import messaging.identifiers  # noqa: F401 - registers `wire`
import network.identifiers  # noqa: F401 - registers `id`
from messaging.views import reports, resets, screens
from messaging.views.doors import conversations, files, keys, passing

app_name = "messaging"
urlpatterns = [
    path("messages/", screens.conversations, name="list"),
    path("messages/new/", screens.start, name="start"),
    path("messages/set-up/", screens.set_up, name="set_up"),
    path("messages/my-keys/", screens.my_keys, name="my_keys"),
    path("messages/begin-anew/", resets.new_start, name="new_start"),
    path("messages/begin-anew/ask/", resets.ask_new_start, name="ask_new_start"),
    path("messages/new-starts/", resets.new_starts, name="new_starts"),
    path("messages/new-starts/<id:public_id>/agree/", resets.agree, name="agree_to_new_start"),
    path("messages/new-starts/<id:public_id>/stop/", resets.stop, name="stop_new_start"),
    path("messages/reports/", reports.reports, name="reports"),
    path("messages/reports/<id:public_id>/", reports.report, name="report_page"),
    path("messages/people/<wire:wire>/", screens.person, name="person"),
    path("messages/c/<wire:conv>/", screens.conversation, name="conversation"),
    path("messages/log", keys.log, name="log"),
    path("messages/me", keys.me, name="me"),
    path("messages/identity", keys.identity, name="identity"),
    path("messages/entries", keys.entry, name="entry"),
    path("messages/blob", keys.blob, name="blob"),
    path("messages/blob/payload", keys.payload, name="payload"),
    path("messages/keys", keys.keys, name="keys"),
    path("messages/people", keys.people, name="people"),
    path("messages/unread", conversations.unread, name="unread"),
    path("messages/conversations", conversations.conversations, name="conversations"),
    path("messages/c/<wire:conv>/entries", conversations.entries, name="entries"),
    path("messages/c/<wire:conv>/envelopes", conversations.send, name="send"),
    path("messages/c/<wire:conv>/epochs", conversations.epoch, name="epoch"),
    path("messages/c/<wire:conv>/marks", conversations.marks, name="marks"),
    path("messages/c/<wire:conv>/leave", passing.leave, name="leave"),
    path("messages/c/<wire:conv>/reports", passing.reports, name="report"),
    path("messages/c/<wire:conv>/files", files.begin, name="begin_file"),
    path("messages/c/<wire:conv>/files/<wire:file>", files.fetch, name="file"),
    path("messages/c/<wire:conv>/files/<wire:file>/<int:offset>", files.piece, name="file_piece"),
]
