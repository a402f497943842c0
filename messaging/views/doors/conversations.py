"""The doors of conversations: begin one, list them, read on, send, say who is in it, mark."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from messaging.access import can_message
from messaging.actions.epochs import add_epoch, begin_conversation
from messaging.actions.marks import mark
from messaging.actions.sending import deliver
from messaging.actions.storing import Stored
from messaging.identifiers import WIRE
from messaging.models import Conversation
from messaging.packing import packed
from messaging.pages.conversations import conversations_of
from messaging.pages.entries import MOST, Part, entries_of
from messaging.refusals import Malformed, refuse_unless
from messaging.views.doors.door import Sent, door, number_in
from messaging.wire import envelope as envelopes
from messaging.wire import epoch as epochs
from messaging.wire import passing
from network.guard import require
from network.middleware import ReaderRequest
from network.slots import waiting_for

T = TypeVar("T")
MOST_WRAPS = epochs.WRAP * epochs.MOST_MEMBERS
# A title and a first message.
MOST_FIRST = 2
# With the history of several newcomers: so many bytes of grants together.
MOST_GRANTS = 4 * passing.MOST_GRANT


@door("GET", "POST")
def conversations(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    if request.method == "POST":
        return _begin(request)
    wire = request.GET.get("before", "")
    before = None
    if wire:
        if not WIRE.fullmatch(wire):
            raise Malformed
        before = _find(request, wire)
    return JsonResponse(conversations_of(request.reader, before))


@door("GET")
def unread(request: ReaderRequest) -> HttpResponse:
    """In how many conversations messages wait, as the badge of each page shows it: {"count": "3"}, "" for none."""
    require(can_message, request.reader)
    return JsonResponse({"count": waiting_for(request.reader).get("sealed", "")})


@door("GET")
def entries(request: ReaderRequest, conv: str) -> HttpResponse:
    require(can_message, request.reader)
    limit = number_in(request, "limit") or MOST
    part = Part(number_in(request, "after"), number_in(request, "before"), max(1, min(limit, MOST)))
    return JsonResponse(entries_of(request.reader, _find(request, conv), part))


@door("POST")
def send(request: ReaderRequest, conv: str) -> HttpResponse:
    require(can_message, request.reader)
    raw = Sent(request, envelopes.MOST).object("envelope")
    envelope = _read(raw, envelopes.MOST, envelopes.read_envelope)
    stored = deliver(actor=request.reader, conv=conv, envelope=envelope)
    return JsonResponse({"seq": stored.seq, "receipt": packed(stored.receipts[0])}, status=_status(stored))


@door("POST")
def epoch(request: ReaderRequest, conv: str) -> HttpResponse:
    require(can_message, request.reader)
    sent = Sent(request, epochs.MOST + MOST_WRAPS + MOST_GRANTS)
    record = _read(sent.object("record"), epochs.MOST, epochs.read_record)
    wraps = sent.object("wraps")
    grants = [_read(raw, passing.MOST_GRANT, passing.read_grant) for raw in sent.many("grants", epochs.MOST_MEMBERS)]
    stored = add_epoch(actor=request.reader, conv=conv, record=record, wraps=wraps, grants=grants)
    return _told(stored)


@door("POST")
def marks(request: ReaderRequest, conv: str) -> HttpResponse:
    require(can_message, request.reader)
    sent = Sent(request, 0)
    delivered, read = sent.number("delivered"), sent.number("read")
    mark(actor=request.reader, conversation=_find(request, conv), delivered=delivered, read=read)
    return HttpResponse(status=204)


def _begin(request: ReaderRequest) -> HttpResponse:
    sent = Sent(request, epochs.MOST + MOST_WRAPS + MOST_FIRST * envelopes.MOST)
    record = _read(sent.object("record"), epochs.MOST, epochs.read_record)
    first = [_read(raw, envelopes.MOST, envelopes.read_envelope) for raw in sent.many("envelopes", MOST_FIRST)]
    wraps = sent.object("wraps")
    return _told(begin_conversation(actor=request.reader, record=record, wraps=wraps, envelopes=first))


def _find(request: ReaderRequest, conv: str) -> Conversation:
    found: Conversation = get_object_or_404(Conversation.objects.visible_to(request.reader), wire=conv)
    return found


def _read(raw: bytes, most: int, read: Callable[[bytes], T]) -> T:
    refuse_unless(len(raw) <= most, "too-large")
    return read(raw)


def _told(stored: Stored) -> HttpResponse:
    receipts = [packed(receipt) for receipt in stored.receipts]
    return JsonResponse({"seq": stored.seq, "receipts": receipts}, status=_status(stored))


def _status(stored: Stored) -> int:
    return 201 if stored.new else 200
