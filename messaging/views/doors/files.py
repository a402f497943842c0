"""The doors of sealed files: announced, sent in pieces, fetched in parts."""

from collections.abc import Iterator
from typing import BinaryIO

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404

from messaging import store
from messaging.access import can_message
from messaging.actions.files import PIECE, begin_file, receive_piece
from messaging.models import Conversation, SealedFile
from messaging.refusals import refuse_unless
from messaging.views.doors.door import Sent, door
from network.guard import require
from network.middleware import ReaderRequest
from writing.files.ranges import Unsatisfiable, asked_part

AT_ONCE = 1 << 16
# Nothing in it runs, nothing of it is kept, and nobody guesses what it is.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
    "Content-Type": "application/octet-stream",
    "Content-Disposition": "attachment",
}


@door("POST")
def begin(request: ReaderRequest, conv: str) -> HttpResponse:
    require(can_message, request.reader)
    size = Sent(request, 0).number("size")
    conversation = get_object_or_404(Conversation.objects.visible_to(request.reader), wire=conv)
    file = begin_file(actor=request.reader, conversation=conversation, size=size)
    return JsonResponse({"file": file.wire}, status=201)


@door("PUT")
def piece(request: ReaderRequest, conv: str, file: str, offset: int) -> HttpResponse:
    require(can_message, request.reader)
    found = _find(request, conv, file)
    raw = request.read(PIECE + 1)
    refuse_unless(len(raw) <= PIECE, "too-large")
    return JsonResponse({"have": receive_piece(actor=request.reader, file=found, offset=offset, piece=raw)})


@door("GET")
def fetch(request: ReaderRequest, conv: str, file: str) -> HttpResponseBase:
    require(can_message, request.reader)
    found = _find(request, conv, file)
    if found.received != found.size:
        raise Http404
    try:
        source = store.place(found.stored).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    try:
        first, last = asked_part(request.headers.get("Range", ""), found.size)
    except Unsatisfiable:
        source.close()
        return HttpResponse(status=416, headers={**HEADERS, "Content-Range": f"bytes */{found.size}"})
    response: HttpResponseBase
    if request.method == "HEAD":
        source.close()
        response = HttpResponse()
    else:
        response = StreamingHttpResponse(_parts(source, first, last))
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Content-Length"] = str(last - first + 1)
    if last - first + 1 != found.size:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    return response


def _find(request: ReaderRequest, conv: str, file: str) -> SealedFile:
    visible = SealedFile.objects.visible_to(request.reader)
    found: SealedFile = get_object_or_404(visible, wire=file, conversation__wire=conv)
    return found


def _parts(source: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with source:
        source.seek(first)
        left = last - first + 1
        while left > 0 and (part := source.read(min(AT_ONCE, left))):
            left -= len(part)
            yield part
