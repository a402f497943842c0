"""My desk: the first page after signing in."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from home.pages import DeskPage
from network.middleware import ReaderRequest
from network.page import render_page


@require_safe
def desk(request: ReaderRequest) -> HttpResponse:
    return render_page(request, DeskPage.load(request.reader))
