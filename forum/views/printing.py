"""A topic on paper."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from forum.cursors import thread_cursor
from forum.pages.heads import TopicHead
from forum.pages.printed import PrintPage
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.visits import note_read


@require_safe
def printed(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Answer with all posts that the reader sees, from ?after=PATH on where a topic is longer than one bundle."""
    head = TopicHead.find(request.reader, public_id)
    cursor = thread_cursor(request.GET)
    page = PrintPage.load(request.reader, head, cursor.key if cursor.direction == "after" else "")
    note_read(request.reader, Network(pk=head.network_id), "forum:print", head.public_id)
    return render_page(request, page)
