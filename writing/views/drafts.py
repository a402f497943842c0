"""Drafts: saved by a script as one types or by a button, listed, opened again, deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.calendar import zone_named
from network.middleware import ReaderRequest
from network.page import render_page
from writing import actions
from writing.actions.drafts import Overtaken
from writing.files.arriving import sent_files
from writing.files.fields import CODES, KEPT
from writing.forms import DraftField
from writing.markdown import LONGEST
from writing.models import Draft
from writing.pages.drafts import ConflictPage, DraftPage, DraftsPage, rows_of
from writing.places import Place, place_named

# A draft may be longer than a post: it is shortened before it is posted. No field is a store of files.
LONGEST_DRAFT = 4 * LONGEST


@require_safe
def drafts(request: ReaderRequest) -> HttpResponse:
    return render_page(request, DraftsPage.load(request.reader))


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: ReaderRequest, key: str, public_id: str) -> HttpResponse:
    """GET leads to the composer, or shows a draft that stands alone; POST saves: a script is answered with JSON."""
    place = place_named(key)
    if request.method == "POST":
        return _save(request, place, public_id)
    found = get_object_or_404(Draft.objects.visible_to(request.reader), place=f"{key}:{public_id}")
    row = rows_of(request.reader, [found])[0]
    return HttpResponseRedirect(row.spot.url) if row.spot else render_page(request, DraftPage(row))


@require_POST
def drop(request: ReaderRequest, key: str, public_id: str) -> HttpResponse:
    found = get_object_or_404(Draft.objects.visible_to(request.reader), place=f"{key}:{public_id}")
    actions.drop_draft(actor=request.reader, place=found.place)
    messages.success(request, _("The draft has been deleted."))
    return HttpResponseRedirect(reverse("writing:drafts"))


def _save(request: ReaderRequest, place: Place, public_id: str) -> HttpResponse:
    thing = place.find(request.reader, public_id)
    fields = typed(place, request.POST)
    if request.FILES and KEPT in place.fields:
        _take_files(request, fields)
    name = f"{place.key}:{public_id}"
    is_script = "X-Part" in request.headers
    try:
        version = DraftField().clean(request.POST.get("draft"))
        if place.is_blank(fields):
            actions.clear_draft(actor=request.reader, place=name, version=version)
            return _answer(request, place, thing, version=0)
        saved = actions.save_draft(actor=request.reader, place=name, thing=thing, fields=fields, version=version)
    except Overtaken as overtaken:
        page = ConflictPage(
            address=reverse("writing:draft", args=[place.key, public_id]),
            back=place.spots(request.reader, [thing.pk])[thing.pk].url,
            typed=fields,
            saved=overtaken.draft,
        )
        if is_script:
            html = render_to_string(page.template, {"page": page, "part": True}, request)
            return JsonResponse({"html": html}, status=409)
        return render_page(request, page, status=409, part=False)
    return _answer(request, place, thing, version=saved.version)


def _take_files(request: ReaderRequest, fields: dict[str, Any]) -> None:
    """Put what came along without scripts among the FIELDS of the draft, each file under the code chosen for it."""
    sent = sent_files(request)
    for fault in sent.faults:
        messages.error(request, fault)
    fields[KEPT] = [file.public_id for file in sent.files]
    fields[CODES] = [f"{public_id}:{code}" for public_id, code in sent.codes.items() if public_id in fields[KEPT]]


def _answer(request: ReaderRequest, place: Place, thing: Any, version: int) -> HttpResponse:
    if "X-Part" in request.headers:
        return JsonResponse({"version": version, "at": _hour(request), "html": ""})
    if version:
        messages.success(request, _("The draft has been saved."))
    return HttpResponseRedirect(place.spots(request.reader, [thing.pk])[thing.pk].url)


def _hour(request: ReaderRequest) -> str:
    """Return what the clock says now where the member is, whatever the browser's says."""
    zone = zone_named(request.reader.member.zone or request.reader.authority.zone)
    return f"{timezone.now().astimezone(zone):%H:%M}"


def typed(place: Place, posted: QueryDict) -> dict[str, Any]:
    """Return the fields that a draft of PLACE keeps, from a form: lists where several values may be chosen."""
    kept: dict[str, Any] = {}
    for name in place.fields:
        values = [value.replace("\x00", "")[:LONGEST_DRAFT] for value in posted.getlist(name)[:200]]
        if name in place.many:
            kept[name] = values
        elif values:
            kept[name] = values[-1]
    return kept
