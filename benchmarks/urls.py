"""The addresses of an installation, and the two floors. Neither is named in network/gate.py, so both need a sign-in."""

from django.urls import path

from benchmarks import views
from config import urls
from config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500"]

urlpatterns = [
    *urls.urlpatterns,
    path("floor/", views.floor, name="floor"),
    path("floor/write/", views.bare_insert, name="floor_write"),
]
