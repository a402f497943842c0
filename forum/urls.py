"""The addresses of this room."""

from django.urls import path

import network.identifiers  # noqa: F401 - registers `id`
from forum.views import acts, forums, parts, topics

app_name = "forum"
urlpatterns = [
    path("networks/<id:public_id>/new-forum/", forums.new_forum, name="new_forum"),
    path("forums/<id:public_id>/", forums.forum, name="forum"),
    path("forums/<id:public_id>/new/", forums.new_topic, name="new_topic"),
    path("forums/<id:public_id>/change/", forums.change, name="change"),
    path("forums/<id:public_id>/close/", forums.close, name="close"),
    path("forums/<id:public_id>/reopen/", forums.reopen, name="reopen"),
    path("forums/<id:public_id>/read/", forums.read_all, name="read_all"),
    path("topics/<id:public_id>/", topics.topic, name="topic"),
    path("topics/<id:public_id>/unread/", topics.unread, name="unread"),
    path("topics/<id:public_id>/reply/", acts.reply, name="reply"),
    path("topics/<id:public_id>/status/", acts.status, name="status"),
    path("topics/<id:public_id>/accept/", acts.accept, name="accept"),
    path("topics/<id:public_id>/pin/", acts.pin, name="pin"),
    path("topics/<id:public_id>/since/<int:seq>/", parts.topic_since, name="topic_since"),
    path("posts/<id:public_id>/", topics.post, name="post"),
    path("counts/", parts.unread_counts, name="counts"),
]
