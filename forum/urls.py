"""The addresses of this room."""

from django.urls import path

from forum.views import acts, forums, parts, topics

app_name = "forum"
urlpatterns = [
    path("forums/<str:public_id>/", forums.forum, name="forum"),
    path("forums/<str:public_id>/new/", forums.new_topic, name="new_topic"),
    path("forums/<str:public_id>/read/", forums.read_all, name="read_all"),
    path("topics/<str:public_id>/", topics.topic, name="topic"),
    path("topics/<str:public_id>/unread/", topics.unread, name="unread"),
    path("topics/<str:public_id>/reply/", acts.reply, name="reply"),
    path("topics/<str:public_id>/status/", acts.status, name="status"),
    path("topics/<str:public_id>/accept/", acts.accept, name="accept"),
    path("topics/<str:public_id>/pin/", acts.pin, name="pin"),
    path("topics/<str:public_id>/since/<int:seq>/", parts.topic_since, name="topic_since"),
    path("posts/<str:public_id>/", topics.post, name="post"),
    path("counts/", parts.unread_counts, name="counts"),
]
