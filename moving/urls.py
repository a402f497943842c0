"""Where a network's exports stand."""

from django.urls import path

import network.identifiers  # noqa: F401 - registers `id`
from moving import views

app_name = "moving"
urlpatterns = [
    path("networks/<id:public_id>/exports/", views.exports, name="exports"),
    path("exports/<id:public_id>/", views.export, name="export"),
    path("exports/<id:public_id>/take-back/", views.take_back, name="take_back"),
    path("exports/<id:public_id>/file/", views.fetch, name="fetch"),
]
