"""A file of a post: its bytes for those who may read it, as a download; taken back by its author."""

from collections.abc import Iterator
from typing import BinaryIO

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum import actions
from forum.models import Attachment
from network.middleware import ReaderRequest
from network.models import Network
from network.visits import note_read
from writing.files import store
from writing.files.ranges import Unsatisfiable, asked_part

PIECE = 1 << 16
# Nothing in it runs, whatever a browser makes of it; nothing of it is kept; its kind is not guessed anew.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}


@require_safe
def file(request: ReaderRequest, public_id: str) -> HttpResponseBase:
    found = _find(request, public_id)
    try:
        source = store.place(found.file.stored).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    note_read(request.reader, Network(pk=found.post.topic.network_id), "forum:file", found.public_id)
    size = found.file.size
    try:
        first, last = asked_part(request.headers.get("Range", ""), size)
    except Unsatisfiable:
        source.close()
        return HttpResponse(status=416, headers={**HEADERS, "Content-Range": f"bytes */{size}"})
    whole = last - first + 1 == size
    response: HttpResponseBase
    if request.method == "HEAD":
        source.close()
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_pieces(source, first, last))
    response.status_code = 200 if whole else 206
    for name, value in HEADERS.items():
        response.headers[name] = value
    if not whole:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Content-Type"] = found.file.media_type
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return response


@require_POST
def take_back(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = actions.take_back_file(actor=request.reader, attachment=_find(request, public_id))
    messages.success(request, _("The file has been removed."))
    return HttpResponseRedirect(post.get_absolute_url())


def _find(request: ReaderRequest, public_id: str) -> Attachment:
    visible = Attachment.objects.visible_to(request.reader).select_related("file", "post__topic__forum")
    found: Attachment = get_object_or_404(visible, public_id=public_id)
    return found


def _pieces(source: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with source:
        source.seek(first)
        left = last - first + 1
        while left > 0 and (piece := source.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
