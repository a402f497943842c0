"""What a reader is told when a page cannot be shown: not found, not allowed, not understood, broken."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.guard import Refused
from network.middleware import wants_part
from network.throttle import TooMany, minutes


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
    return _refuse(
        request,
        400,
        _("This request could not be read"),
        _("Something in it is damaged or too large. Go back, shorten or correct it, and send it again."),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _refuse(
        request,
        403,
        _("This form has grown old"),
        _("Go back, reload the page and send the form again. Your browser must accept cookies of this site."),
    )


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
    return _refuse(
        request,
        500,
        _("Something is broken here"),
        _("Nothing was saved. Try again in a minute; if it happens again, tell the secretariat."),
    )


def _refuse(request: Any, status: int, title: str, text: str) -> HttpResponse:
    if not hasattr(request, "reader"):  # the fault came before the gate
        return HttpResponse(f"{title}. {text}", status=status, content_type="text/plain; charset=utf-8")
    if wants_part(request):
        return JsonResponse({"error": title, "text": text}, status=status)
    return render(request, "network/refusal.html", {"title": title, "text": text, "status": status}, status=status)
