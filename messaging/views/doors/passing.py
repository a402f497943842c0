"""The doors by which somebody leaves a conversation, or hands messages of it to the secretariat."""

from django.http import HttpResponse, JsonResponse

from messaging.access import can_message
from messaging.actions.leaving import leave as leave_conversation
from messaging.actions.reports import add_report
from messaging.packing import packed
from messaging.refusals import refuse_unless
from messaging.views.doors.door import Sent, door
from messaging.wire import passing, report
from network.guard import require
from network.middleware import ReaderRequest


@door("POST")
def leave(request: ReaderRequest, conv: str) -> HttpResponse:
    require(can_message, request.reader)
    raw = Sent(request, passing.MOST_LEAVE).object("leave")
    refuse_unless(len(raw) <= passing.MOST_LEAVE, "too-large")
    stored = leave_conversation(actor=request.reader, conv=conv, leaving=passing.read_leave(raw))
    answer = {"seq": stored.seq, "receipt": packed(stored.receipts[0])}
    return JsonResponse(answer, status=201 if stored.new else 200)


@door("POST")
def reports(request: ReaderRequest, conv: str) -> HttpResponse:
    require(can_message, request.reader)
    raw = Sent(request, report.MOST).object("report")
    refuse_unless(len(raw) <= report.MOST, "too-large")
    stored, new = add_report(actor=request.reader, conv=conv, report=report.read_report(raw))
    return JsonResponse({"report": stored.public_id}, status=201 if new else 200)
