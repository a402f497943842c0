"""My desk: the first page after signing in."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from home.pages import DeskPage
from network.middleware import ReaderRequest
from network.page import render_page
from network.visits import note_gathered


@require_safe
def desk(request: ReaderRequest) -> HttpResponse:
    page = DeskPage.load(request.reader)
    note_gathered(request.reader, "home:desk")
    return render_page(request, page)
