"""The addresses of this room: how one signs in, and who is here."""

from network.urls.people import people
from network.urls.sign_in import sign_in

app_name = "network"
urlpatterns = [*sign_in, *people]
