"""My data: asked for, and fetched once, both with fresh proof."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from home.actions import own_data as actions
from home.models import OwnData
from home.pages import OwnDataPage
from network.conflicts import Conflict
from network.fresh import is_fresh, prove_again
from network.middleware import ReaderRequest
from network.page import render_page
from network.views.acts import answer_button


@require_http_methods(["GET", "HEAD", "POST"])
def own_data(request: ReaderRequest) -> HttpResponse:
    if request.method != "POST":
        return render_page(request, OwnDataPage.load(request.reader))
    if not is_fresh(request.row):
        return prove_again(request)

    def act() -> None:
        actions.ask_own_data(actor=request.reader)

    done = _("Your data are gathered. They will wait on My desk.")
    return answer_button(request, act, done=done, then=reverse("home:own_data"))


@require_POST
def take(request: ReaderRequest, public_id: str) -> HttpResponseBase:
    data = get_object_or_404(OwnData.objects.visible_to(request.reader), public_id=public_id)
    if not is_fresh(request.row):
        # Back to the page with the button: a question that stays in the window after the file has come would mislead.
        return prove_again(request, carries=False)
    try:
        file = actions.take_own_data(actor=request.reader, data=data)
    except Conflict as conflict:
        messages.error(request, str(conflict.reason))
        return HttpResponseRedirect(reverse("home:own_data"))
    response = FileResponse(file, as_attachment=True, filename="my-data.zip", content_type="application/zip")
    response["X-Content-Type-Options"] = "nosniff"
    return response
