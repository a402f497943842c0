"""My desk, the papers that everybody may read, and health."""

from django.urls import path

import network.identifiers  # noqa: F401 - registers `id`
from home.views import desk, health, own_data, papers, script_words

app_name = "home"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("my-data/", own_data.own_data, name="own_data"),
    path("my-data/<id:public_id>/", own_data.take, name="take_own_data"),
    path("about/<slug:name>/", papers.paper, name="paper"),
    path("words/<slug:language>/<slug:digest>/", script_words.words, name="script_words"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
