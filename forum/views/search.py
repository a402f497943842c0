"""Searching, and what is like a title that somebody types."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum.models import Forum, Topic
from forum.pages.search import SearchPage
from forum.pages.similar import SimilarPage
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.visits import note_read


@require_safe
def search(request: ReaderRequest) -> HttpResponse:
    page = SearchPage.load(request.reader, request.GET)
    for network_id in {hit.values["network_id"] for hit in page.found.hits} if request.reader.duty_content else ():
        note_read(request.reader, Network(pk=network_id), "forum:search")
    return render_page(request, page)


@require_safe
def similar(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Answer with the list alone, which the composer shows beside the title."""
    found = get_object_or_404(Forum.objects.visible_to(request.reader), public_id=public_id)
    page = SimilarPage.load(request.reader, found, request.GET.get("title", ""))
    if request.reader.duty_content:
        shown = Topic.objects.visible_to(request.reader).filter(public_id__in=[one.public_id for one in page.topics])
        for network_id in {found.network_id, *shown.order_by().values_list("network_id", flat=True)}:
            note_read(request.reader, Network(pk=network_id), "forum:similar", public_id)
    return render_page(request, page)
