"""The addresses of this room."""

from django.urls import path

import network.identifiers  # noqa: F401 - registers `id`
from forum.views import acts, codes, following, forums, keeping, order, parts, printing, topics
from forum.views.across import topics as topics_across
from forum.views.course import course

app_name = "forum"
urlpatterns = [
    path("networks/<id:public_id>/new-forum/", forums.new_forum, name="new_forum"),
    path("forums/<id:public_id>/", forums.forum, name="forum"),
    path("forums/<id:public_id>/new/", forums.new_topic, name="new_topic"),
    path("forums/<id:public_id>/change/", forums.change, name="change"),
    path("forums/<id:public_id>/close/", forums.close, name="close"),
    path("forums/<id:public_id>/reopen/", forums.reopen, name="reopen"),
    path("forums/<id:public_id>/read/", forums.read_all, name="read_all"),
    path("topics/", topics_across, name="topics"),
    path("topics/<id:public_id>/", topics.topic, name="topic"),
    path("topics/<id:public_id>/unread/", topics.unread, name="unread"),
    path("topics/<id:public_id>/reply/", acts.reply, name="reply"),
    path("topics/<id:public_id>/status/", acts.status, name="status"),
    path("topics/<id:public_id>/course/", course, name="course"),
    path("topics/<id:public_id>/accept/", acts.accept, name="accept"),
    path("topics/<id:public_id>/pin/", acts.pin, name="pin"),
    path("topics/<id:public_id>/readers/", codes.readers, name="readers"),
    path("topics/<id:public_id>/reach/", codes.topic_reach, name="topic_reach"),
    path("topics/<id:public_id>/code/", codes.topic_code, name="topic_code"),
    path("topics/<id:public_id>/named/", codes.name, name="name"),
    path("topics/<id:public_id>/coordinator/", codes.call_in, name="call_in"),
    path("posts/<id:public_id>/code/", codes.post_code, name="post_code"),
    path("topics/<id:public_id>/since/<int:seq>/", parts.topic_since, name="topic_since"),
    path("posts/<id:public_id>/", topics.post, name="post"),
    path("posts/<id:public_id>/hide/", order.hide, name="hide"),
    path("posts/<id:public_id>/show/", order.show, name="show"),
    path("topics/<id:public_id>/lock/", order.lock, name="lock"),
    path("topics/<id:public_id>/unlock/", order.unlock, name="unlock"),
    path("topics/<id:public_id>/pace/", order.slow, name="slow"),
    path("follows/", following.follows, name="follows"),
    path("networks/<id:public_id>/follow/", following.follow_network, name="follow_network"),
    path("forums/<id:public_id>/follow/", following.follow_forum, name="follow_forum"),
    path("topics/<id:public_id>/follow/", following.follow_topic, name="follow_topic"),
    path("topics/<id:public_id>/helped/", keeping.helped, name="helped"),
    path("topics/<id:public_id>/keep/", keeping.keep, name="keep"),
    path("topics/<id:public_id>/print/", printing.printed, name="print"),
    path("posts/<id:public_id>/helped/", keeping.helped_count, name="helped_count"),
    path("posts/<id:public_id>/bookmark/", keeping.bookmark, name="bookmark"),
    path("bookmarks/", keeping.bookmarks, name="bookmarks"),
    path("counts/", parts.unread_counts, name="counts"),
]
