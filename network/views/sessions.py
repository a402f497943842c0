"""Where one is signed in, and the way to end that elsewhere."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from network.actions.sessions import end_sessions
from network.middleware import ReaderRequest
from network.page import render_page
from network.pages.sessions import SessionsPage


@require_safe
def sessions(request: ReaderRequest) -> HttpResponse:
    return render_page(request, SessionsPage.load(request.reader, request.row))


@require_POST
def end(request: ReaderRequest) -> HttpResponse:
    """End one other browser's session, or all of them; this one is ended by signing out."""
    only = request.POST.get("session", "")[:22].replace("\x00", "")
    ended = end_sessions(actor=request.reader, member=request.reader.member, only=only, keep=request.row)
    if ended:
        messages.success(
            request,
            ngettext("%(ended)d browser was signed out.", "%(ended)d browsers were signed out.", ended)
            % {"ended": ended},
        )
    else:
        messages.info(request, _("There was nothing to end: that browser is signed out already."))
    return redirect("network:sessions")
