"""The one address of this room: what the member decides about mail."""

from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [path("account/mail/", views.mail, name="mail")]
