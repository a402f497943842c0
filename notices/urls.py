"""The addresses of this room: what one heard, and what the member decides about mail."""

from django.urls import path

import network.identifiers  # noqa: F401 - registers `id`
from notices.views import mail, notices

app_name = "notices"
urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/count/", notices.count, name="count"),
    path("notices/seen/", notices.seen_all, name="seen_all"),
    path("notices/<id:public_id>/", notices.notice, name="notice"),
    path("account/mail/", mail.mail, name="mail"),
]
