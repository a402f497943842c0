"""My desk: the first page after signing in."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from home.pages import DeskPage
from network.middleware import ReaderRequest
from network.page import render_page
from network.visits import note_read


@require_safe
def desk(request: ReaderRequest) -> HttpResponse:
    page = DeskPage.load(request.reader)
    for network, _lines in page.networks:
        note_read(request.reader, network, "home:desk")
    return render_page(request, page)
