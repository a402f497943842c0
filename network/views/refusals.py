"""What a reader is told when a page cannot be shown: not found, not allowed, not understood, broken."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.carry import carry_form, open_carried
from network.conflicts import Conflict
from network.guard import Refused
from network.middleware import wants_part
from network.models import Membership
from network.outage import RETRY_AFTER_SECONDS, Outage, fields_to_repeat, note_waited_in_vain, outage_behind
from network.page import render_page
from network.pages.sign_in import CarriedPage
from network.throttle import TooMany, minutes

# What is no longer than this, in one line, is typed again as quickly as it is copied.
SHORT = 40


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refuse(
        request,
        404,
        _("This page does not exist"),
        _("It is not here, or not for you. Check the address, or go back to where you came from."),
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = str(exception.reason) if isinstance(exception, Refused) and exception.reason else ""
    return _refuse(request, 403, _("You may not do this"), reason or _("Your role does not include this act."))


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _refuse(
            request,
            413,
            _("This is too long to be sent"),
            _(
                "A form may hold one megabyte of text, some three hundred pages, and this one holds more. "
                "Nothing of it was read or saved. Go back: your browser usually still holds the text. Send it in "
                "parts, or as a file."
            ),
        )
    return _refuse(
        request,
        400,
        _("This request could not be read"),
        _("Something in it is damaged or too large. Go back, shorten or correct it, and send it again."),
    )


def stale_form(request: Any, reason: str = "") -> HttpResponse:
    """The token of a form is wrong: it was opened before a sign-in in another tab, or comes from another site.

    From our own site the text is shown once more, and sent by a button with a new token.
    """
    if isinstance(getattr(request, "reader", None), Membership) and not wants_part(request):
        found = open_carried(carry_form(request, request.user.public_id), request.user)
        if found is not None and request.headers.get("Origin"):
            return render_page(request, CarriedPage(found), status=403)
    return _refuse(
        request,
        403,
        _("This form has grown old"),
        _("Go back, reload the page and send the form again. Your browser must accept cookies of this site."),
        is_ours=False,
    )


def overtaken(request: HttpRequest, exception: Conflict) -> HttpResponse:
    return _refuse(request, 409, _("Somebody else was first"), str(exception.reason))


def too_many(request: HttpRequest, exception: TooMany) -> HttpResponse:
    wait = minutes(exception.wait)
    response = _refuse(
        request,
        429,
        _("Too many tries"),
        ngettext(
            "Wait %(wait)d minute, then try again. This protects accounts against guessing.",
            "Wait %(wait)d minutes, then try again. This protects accounts against guessing.",
            wait,
        )
        % {"wait": wait},
    )
    response.headers["Retry-After"] = str(exception.wait)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of whatever layer; Django calls this while the exception is being handled."""
    fault = sys.exc_info()[1]
    outage = outage_behind(fault)
    note_waited_in_vain(fault)
    if outage is not None:
        with translation.override(
            getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
        ):
            return away(request, outage)
    return _refuse(
        request,
        500,
        _("Something is broken here"),
        _("Nothing was saved. Try again in a minute; if it happens again, tell the secretariat."),
    )


def away(request: Any, outage: Outage) -> HttpResponse:
    """Say that the disk is full or the database away; a page without navigation, since it may ask for nothing."""
    if outage is Outage.DISK:
        title = _("The server's disk is full")
        text = _("Nothing was saved. Reading still works. The operator has to make room; copy what you wrote.")
    elif outage is Outage.RUSH:
        title = _("Too many people sign in at this moment")
        text = _("Nothing was changed. Wait a few seconds, then try again.")
    else:
        title = _("The server cannot reach its records")
        text = _("This usually passes within seconds. What you sent may not have been saved: send it again.")
    response: HttpResponse
    if wants_part(request):
        response = JsonResponse({"error": title, "text": text}, status=outage.status)
    else:
        told = {"title": title, "text": text, "fields": fields_to_repeat(request)}
        response = render(request, "network/outage.html", told, status=outage.status)
    response.headers["Cache-Control"] = "no-store"
    if outage is not Outage.DISK:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _refuse(request: Any, status: int, title: str, text: str, *, is_ours: bool = True) -> HttpResponse:
    """Refuse, and show what was written with a form that IS_OURS: what another site sent is repeated to nobody."""
    if not hasattr(request, "reader"):  # the fault came before the gate
        return HttpResponse(f"{title}. {text}", status=status, content_type="text/plain; charset=utf-8")
    if wants_part(request):
        return JsonResponse({"error": title, "text": text}, status=status)
    told = {"title": title, "text": text, "status": status, "written": _written(request) if is_ours else []}
    return render(request, "network/refusal.html", told, status=status)


def _written(request: HttpRequest) -> list[str]:
    """Return what somebody wrote in the form that is refused, so that it can be copied: the place may have changed."""
    sent = [value for name, value in fields_to_repeat(request) if name != "csrfmiddlewaretoken"]
    return [value for value in sent if len(value) > SHORT or "\n" in value]
