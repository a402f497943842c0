"""The one address of this room: what a text will look like."""

from django.urls import path

from writing import views

app_name = "writing"
urlpatterns = [path("preview/", views.preview, name="preview")]
