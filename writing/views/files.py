"""Sending a file with scripts: begun, piece by piece, finished or removed. Answers are JSON with sentences."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from network.guard import require
from network.middleware import ReaderRequest
from writing import access
from writing.actions.files import Elsewhere, NotTaken, begin_file, finish_file, receive_piece, remove_file
from writing.files.kinds import kind_of
from writing.files.limits import LARGEST, PIECE
from writing.files.sentences import CHANGED, UNSCANNED, sentence
from writing.models import StoredFile


@require_POST
def begin(request: ReaderRequest) -> HttpResponse:
    size, digest = request.POST.get("size", ""), request.POST.get("digest", "")
    require(access.can_send_files, request.reader)
    try:
        file = begin_file(
            actor=request.reader,
            name=request.POST.get("name", ""),
            size=_number(size, LARGEST + 1),
            digest=digest if len(digest) == 64 and digest.isalnum() and digest.isascii() else "",
        )
    except NotTaken as fault:
        return _not_taken(fault)
    return JsonResponse({"id": file.public_id, "received": file.received, "piece": PIECE}, status=201)


@require_POST
def piece(request: ReaderRequest, public_id: str) -> HttpResponse:
    file = _own(request, public_id)
    if (request.content_type or "").startswith("multipart/"):
        # A piece is bytes and no form.
        raise BadRequest
    try:
        offset = _number(request.GET.get("offset", ""), LARGEST)
        received = receive_piece(actor=request.reader, file=file, offset=offset, piece=request.body)
    except Elsewhere as elsewhere:
        return JsonResponse({"received": elsewhere.received}, status=409)
    except NotTaken as fault:
        return _not_taken(fault)
    return JsonResponse({"received": received})


@require_POST
def finish(request: ReaderRequest, public_id: str) -> HttpResponse:
    file = _own(request, public_id)
    try:
        file = finish_file(actor=request.reader, file=file)
    except Elsewhere as elsewhere:
        return JsonResponse({"received": elsewhere.received, "error": sentence(CHANGED, file.name)}, status=422)
    except NotTaken as fault:
        return _not_taken(fault)
    return JsonResponse(_shown(file))


@require_POST
def remove(request: ReaderRequest, public_id: str) -> HttpResponse:
    remove_file(actor=request.reader, file=_own(request, public_id))
    return HttpResponse(status=204)


def _own(request: ReaderRequest, public_id: str) -> StoredFile:
    """Return the reader's own file which stands in no post yet; any other does not exist."""
    own = StoredFile.objects.visible_to(request.reader).filter(attached=False)
    found: StoredFile = get_object_or_404(own, public_id=public_id)
    return found


def _not_taken(fault: NotTaken) -> HttpResponse:
    passing = fault.fault == UNSCANNED
    return JsonResponse({"error": sentence(fault.fault, fault.name)}, status=503 if passing else 422)


def _shown(file: StoredFile) -> dict[str, Any]:
    kind = kind_of(file.name)
    return {"id": file.public_id, "name": file.name, "size": file.size, "kind": kind.label if kind else ""}


def _number(typed: str, most: int) -> int:
    """Return TYPED as a number of at most MOST, and 0 for what is none."""
    return min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) < 12 else 0
