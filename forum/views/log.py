"""The moderation log of a network."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from forum.pages.log import LogPage
from network.middleware import ReaderRequest
from network.page import render_page
from network.views.networks import find_network
from network.visits import note_read


@require_safe
def log(request: ReaderRequest, public_id: str) -> HttpResponse:
    network = find_network(request.reader, public_id)
    note_read(request.reader, network, "forum:log", public_id)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    return render_page(request, LogPage.load(request.reader, network, before=before, after=after))
