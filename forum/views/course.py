"""How the status of a topic changed, for whoever sees the topic."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from forum.pages.course import CoursePage
from forum.pages.heads import TopicHead
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.visits import note_read


@require_safe
def course(request: ReaderRequest, public_id: str) -> HttpResponse:
    head = TopicHead.find(request.reader, public_id)
    page = CoursePage.load(request.reader, head)
    note_read(request.reader, Network(pk=head.network_id), "forum:course", head.public_id)
    return render_page(request, page)
