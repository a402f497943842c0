"""The gate: signed in, second factor, current membership. Else only the routes of network/gate.py answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode

from network.carry import owner_of
from network.conflicts import Conflict
from network.gate import (
    HALF,
    IDLE_MINUTES,
    LONGEST_HOURS,
    PUBLIC,
    SECRETARIAT_IDLE_MINUTES,
    SECRETARIAT_LONGEST_HOURS,
)
from network.models import Membership, Session
from network.outage import refuse_while_away, unless_away
from network.readers import Visitor
from network.throttle import TooMany

# By how much the clocks of the machines of one installation may differ.
CLOCK_SLIP = timedelta(minutes=1)

Respond = Callable[[HttpRequest], HttpResponse]


class ReaderRequest(HttpRequest):
    """A request past the gate: somebody with a complete sign-in and a current membership stands behind it."""

    reader: Membership
    row: Session
    began: datetime


class GateMiddleware:
    """Sets `reader` (Membership or Visitor), `row` (Session or None), `user` and `began` (when the reading began)."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        name = route_name(request.path_info)
        request.began = timezone.now()
        if name != "home:health_live":
            refuse_while_away()
        row = living_session(request.session)
        admit(request, row)
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self._answer(request, name)
        # Nothing that a reader saw is kept by a browser or a proxy: Back after sign-out shows nothing.
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    def _answer(self, request: Any, name: str) -> HttpResponse:
        if name in PUBLIC or isinstance(request.reader, Membership):
            return self.get_response(request)
        if request.user.is_authenticated and name in HALF:
            return self.get_response(request)
        if keeps_text(request):
            # The same answer for every address: the sign-in with the text in it, inside the other middleware,
            # which gives that form its token. `request.path` still says where the text was going.
            request.path_info = reverse("network:carried")
            return self.get_response(request)
        return _to_second_factor(request) if request.user.is_authenticated else sign_in_first(request)

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooMany):
            from network.views.refusals import too_many

            return too_many(request, exception)
        if isinstance(exception, Conflict):
            from network.views.refusals import overtaken

            return overtaken(request, exception)
        return None


def keeps_text(request: HttpRequest) -> bool:
    """Whether this is a form of somebody whose session has ended, in the browser that was his."""
    return request.method == "POST" and not wants_part(request) and bool(owner_of(request))


def route_name(path: str) -> str:
    """Return the name of the route at PATH, or "" when there is none: to a visitor both answer the same."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def living_session(session: Any) -> Session | None:
    """Return the row of SESSION (a SessionStore) while it may live: known, not idle too long, not too old."""
    if not session.session_key:
        return None
    signed_in_hash = session.get(HASH_SESSION_KEY, "")
    row: Session | None = session.row
    if row is None or row.member is None:
        return row
    return row if may_live(row, signed_in_hash) else None


def may_live(row: Session, signed_in_hash: str) -> bool:
    """Whether ROW's time is not over, and its member's password is still the one (SIGNED_IN_HASH) of the sign-in."""
    # Everybody may know the password and the codes of an invented member: a demonstration that was moved to a public
    # host lets nobody in.
    if row.member is not None and row.member.is_demonstration and not settings.LOOPBACK:
        return False
    now = timezone.now()
    idle, longest = limits(row.membership)
    # A clock that was set back must not prolong a session: what was used in the future is over.
    if row.used_at - now > CLOCK_SLIP:
        return False
    if row.member is None or now - row.used_at > idle or now - row.started_at > longest:
        return False
    return constant_time_compare(signed_in_hash, row.member.get_session_auth_hash())


def reader_behind(row: Session | None) -> Membership | None:
    """Return the membership that reads through ROW, a living session: current, and proven with a second factor."""
    if row is None or row.member is None or row.factor_at is None or row.membership is None:
        return None
    return row.membership if row.membership.is_current() else None


def limits(membership: Membership | None) -> tuple[timedelta, timedelta]:
    """Return how long a session may be idle, and how long it may last at all."""
    if membership is not None and membership.is_secretariat:
        return timedelta(minutes=SECRETARIAT_IDLE_MINUTES), timedelta(hours=SECRETARIAT_LONGEST_HOURS)
    return timedelta(minutes=IDLE_MINUTES), timedelta(hours=LONGEST_HOURS)


def admit(request: Any, row: Session | None) -> None:
    """Say on REQUEST who stands behind it: a visitor, a half sign-in (user without reader), or a membership."""
    request.row = row
    request.user = AnonymousUser()
    request.reader = Visitor()
    if row is None or row.member is None:
        return
    if row.membership is None or not row.membership.is_current():
        return
    request.user = row.member
    reader = reader_behind(row)
    if reader is None:
        return
    request.reader = reader
    _note_use(request, row)


def _note_use(request: Any, row: Session) -> None:
    # At most once a minute; what a browser fetches by itself (live parts, autosave) is not a person's use.
    now = timezone.now()
    if now - row.used_at > timedelta(minutes=1) and "X-Passive" not in request.headers:
        with unless_away("the last use of a session"):
            Session.objects.filter(pk=row.pk).update(used_at=now)


def language_of(request: Any) -> str:
    """Return the member's language, else the cookie's or the browser's."""
    if request.user.is_authenticated and translation.check_for_language(request.user.language):
        return str(request.user.language)
    return translation.get_language_from_request(request)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Answer a visitor: the same for what exists and what does not, a redirect to a page and 401 to a script."""
    if wants_part(request):
        return JsonResponse({"error": "sign_in"}, status=401)
    return HttpResponseRedirect(reverse("network:sign_in") + _back_to(request))


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    if wants_part(request):
        return JsonResponse({"error": "second_factor"}, status=401)
    return HttpResponseRedirect(reverse("network:second_factor") + _back_to(request))


def _back_to(request: HttpRequest) -> str:
    path = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return "?" + urlencode({"next": path}) if path != "/" else ""


def wants_part(request: HttpRequest) -> bool:
    """Whether a script asked, which cannot follow a redirect to a page."""
    return "X-Part" in request.headers or request.headers.get("Accept", "").startswith("application/json")
