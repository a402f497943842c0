"""My desk, the papers that everybody may read, and health."""

from django.urls import path

from home.views import desk, health, papers

app_name = "home"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("about/<slug:name>/", papers.paper, name="paper"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
