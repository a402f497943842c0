"""Topics found across all forums of the reader."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from forum.pages.across import AcrossPage
from network.middleware import ReaderRequest
from network.page import render_page
from network.visits import note_read


@require_safe
def topics(request: ReaderRequest) -> HttpResponse:
    page = AcrossPage.load(request.reader, request.GET)
    for network in page.networks:
        note_read(request.reader, network, "forum:topics")
    return render_page(request, page)
