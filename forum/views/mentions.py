"""Whom one may mention at a place: a page, and for scripts the list in it."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from forum.pages.mentions import MentionsPage
from network.middleware import ReaderRequest
from network.page import render_page
from writing.places import place_named


@require_safe
def mention(request: ReaderRequest, key: str, public_id: str) -> HttpResponse:
    place = place_named(key)
    thing = place.find(request.reader, public_id)
    page = MentionsPage.load(request.reader, place, thing, request.GET.get("q", ""))
    return render_page(request, page, part="X-Part" in request.headers)
