"""Asking for an export, deciding on one, fetching it: each with fresh proof."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from moving import actions
from moving.access import can_ask_export, can_decide_export, can_see_exports
from moving.forms import AskForm, DecideForm
from moving.models import NetworkExport
from moving.pages import ExportPage, ExportsPage
from network.conflicts import Conflict
from network.fresh import is_fresh, prove_again
from network.guard import require
from network.middleware import ReaderRequest
from network.views.acts import answer, answer_button, deciding, sent
from network.views.networks import find_network
from network.visits import note_read

asks = require_http_methods(["GET", "HEAD", "POST"])
# Nothing in it runs, nothing of it is kept, its kind is not guessed anew.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@asks
def exports(request: ReaderRequest, public_id: str) -> HttpResponse:
    """The exports of a network; a coordinator asks for one here."""
    network = find_network(request.reader, public_id)
    require(can_see_exports, request.reader, network)
    note_read(request.reader, network, "moving:exports", public_id)
    form = AskForm(sent(request))
    if request.method == "POST":
        require(can_ask_export, request.reader, network)
        if not is_fresh(request.row):
            return prove_again(request)

    def act() -> None:
        actions.ask_export(actor=request.reader, network=network, reason=form.cleaned_data["reason"])

    return answer(
        request,
        form,
        deciding(request, form, network, act),
        page=lambda: ExportsPage.load(request.reader, network),
        done=_("A second official decides now."),
        then=reverse("moving:exports", args=[public_id]),
    )


@asks
def export(request: ReaderRequest, public_id: str) -> HttpResponse:
    """One export; a second official decides on it here."""
    found = _find(request, public_id)
    note_read(request.reader, found.network, "moving:export", public_id)
    form = DecideForm(sent(request))
    if request.method == "POST":
        require(can_decide_export, request.reader, found)
        if not is_fresh(request.row):
            return prove_again(request)

    def act() -> None:
        if form.cleaned_data["decision"] == "approve":
            actions.approve_export(actor=request.reader, export=found)
        else:
            actions.decline_export(actor=request.reader, export=found, reason=form.cleaned_data["reason"])

    return answer(
        request,
        form,
        deciding(request, form, found, act),
        page=lambda: ExportPage.load(request.reader, _find(request, public_id)),
        done=_("Your decision stands in the log of the network."),
        then=reverse("moving:export", args=[public_id]),
    )


@require_POST
def take_back(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)

    def act() -> None:
        actions.take_back_export(actor=request.reader, export=found)

    then = reverse("moving:exports", args=[found.network.public_id])
    return answer_button(request, act, done=_("The export is taken back."), then=then)


@require_POST
def fetch(request: ReaderRequest, public_id: str) -> HttpResponseBase:
    """The file, as a download, for who asked."""
    found = _find(request, public_id)
    if not is_fresh(request.row):
        return prove_again(request)
    try:
        file = actions.fetch_export(actor=request.reader, export=found)
    except Conflict as conflict:
        messages.error(request, str(conflict.reason))
        return HttpResponseRedirect(reverse("moving:export", args=[public_id]))
    response = FileResponse(file, as_attachment=True, filename="network-archive.zip", content_type="application/zip")
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _find(request: ReaderRequest, public_id: str) -> NetworkExport:
    rows = NetworkExport.objects.visible_to(request.reader)
    people = ("asked_by__authority__body", "decided_by__authority__body")
    found: NetworkExport = get_object_or_404(rows.select_related("network", *people), public_id=public_id)
    return found
