"""What a member heard: the list, one notice that leads to its thing, and how many wait."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from network.middleware import ReaderRequest
from network.page import render_page
from network.slots import waiting_for
from network.visits import note_gathered
from notices import actions
from notices.kinds import is_named, kind_named
from notices.models import Notice
from notices.pages.notices import NoticesPage
from notices.querysets.shown import shown_to


@require_safe
def notices(request: ReaderRequest) -> HttpResponse:
    page = NoticesPage.load(request.reader, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    if page.waiting or page.earlier:
        note_gathered(request.reader, "notices:notices")
    return render_page(request, page)


@require_safe
def notice(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Lead to the thing, which the notice then waits for no longer; there is no notice of what may not be seen."""
    found = get_object_or_404(Notice.objects.visible_to(request.reader), public_id=public_id)
    key = (found.label, found.thing_id)
    thing = shown_to(request.reader, [key]).get(key)
    if thing is None or not is_named(found.kind):
        raise Http404
    # A page that a browser fetched ahead was looked at by nobody.
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        actions.look_at(actor=request.reader, notice=found)
    return HttpResponseRedirect(kind_named(found.kind).leads(thing))


@require_POST
def seen_all(request: ReaderRequest) -> HttpResponse:
    actions.look_at_all(actor=request.reader)
    messages.success(request, _("Nothing waits among your notices."))
    return HttpResponseRedirect(reverse("notices:notices"))


@require_safe
def count(request: ReaderRequest) -> HttpResponse:
    """Answer with how many notices wait, as the badge shows it: {"count": "3"}, "" for none."""
    return JsonResponse({"count": waiting_for(request.reader).get("waiting", "")})
