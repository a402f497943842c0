"""The doors of keys: the log, one's own keys and blob, the keys of others, and who can be written to."""

from django.http import Http404, HttpResponse, JsonResponse

from messaging.access import can_message
from messaging.actions.blobs import open_blob, open_payload
from messaging.actions.keys import add_entry, change_blob, change_payload, reserve_identity
from messaging.actions.log import begin_log
from messaging.identifiers import WIRE
from messaging.packing import packed
from messaging.pages.keys import keys_of, log_from, own_keys
from messaging.pages.people import MOST as MOST_PEOPLE
from messaging.pages.people import people as people_like
from messaging.refusals import Malformed, Refusal, refuse_unless
from messaging.views.doors.door import Sent, door, number_in
from messaging.wire import blob as blobs
from messaging.wire import keys as entries
from network.fresh import is_fresh
from network.guard import require
from network.middleware import ReaderRequest
from network.throttle import TooMany, count_try

LONGEST_QUERY = 200


@door("GET")
def log(request: ReaderRequest) -> HttpResponse:
    opened = begin_log(actor=request.reader)
    return JsonResponse(log_from(request.reader, opened, number_in(request, "from") or 0))


@door("GET")
def me(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    return JsonResponse(own_keys(request.reader, request.row.public_id))


@door("POST")
def identity(request: ReaderRequest) -> HttpResponse:
    return JsonResponse({"identity": reserve_identity(actor=request.reader).wire})


@door("POST")
def entry(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    sent = Sent(request, entries.MOST + blobs.MOST)
    raw = sent.object("entry")
    refuse_unless(len(raw) <= entries.MOST, "too-large")
    made = entries.read_key_entry(raw)
    taken = add_entry(actor=request.reader, entry=made, blob=sent.object("blob"), fresh=is_fresh(request.row))
    answer = {"index": taken.index, "checkpoint": taken.checkpoint}
    return JsonResponse(answer, status=201 if taken.new else 200)


@door("GET", "PUT")
def blob(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    if request.method == "PUT":
        return _put_blob(request)
    if request.method == "HEAD":
        # Nothing is given, so nothing is counted.
        return HttpResponse(status=200 if open_payload(actor=request.reader) else 404)
    try:
        count_try(request, "sealed keys", str(request.reader.member_id))
    except TooMany as too_many:
        raise Refusal("blob-often", wait=too_many.wait) from None
    raw = open_blob(actor=request.reader)
    if raw is None:
        raise Http404
    return JsonResponse({"blob": packed(raw)})


@door("GET")
def payload(request: ReaderRequest) -> HttpResponse:
    found = open_payload(actor=request.reader)
    if found is None:
        raise Http404
    return JsonResponse({"head": packed(found.head), "payload": packed(found.payload)})


@door("GET")
def keys(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    wires = [one for one in request.GET.get("of", "").split(",") if one]
    if len(wires) > MOST_PEOPLE or not all(WIRE.fullmatch(one) for one in wires):
        raise Malformed
    found = keys_of(request.reader, wires)
    if found is None:
        raise Http404
    return JsonResponse({"keys": found})


@door("GET")
def people(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    query = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    return JsonResponse({"people": people_like(request.reader, query)})


def _put_blob(request: ReaderRequest) -> HttpResponse:
    sent = Sent(request, blobs.MOST)
    signature = sent.object("signature")
    if "blob" in sent:
        version = change_blob(actor=request.reader, blob=sent.object("blob"), signature=signature)
    else:
        head, rest = sent.object("head"), sent.object("payload")
        version = change_payload(actor=request.reader, head=head, payload=rest, signature=signature)
    return JsonResponse({"version": version})
