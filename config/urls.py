"""Where each room's addresses begin: includes and nothing else."""

from django.urls import include, path

urlpatterns = [
    path("", include("home.urls")),
    path("", include("network.urls")),
    path("", include("forum.urls")),
    path("", include("messaging.urls")),
    path("", include("moving.urls")),
    path("", include("writing.urls")),
    path("", include("notices.urls")),
]

handler404 = "network.views.refusals.not_found"
handler403 = "network.views.refusals.not_allowed"
handler400 = "network.views.refusals.not_understood"
handler500 = "network.views.refusals.broken"
