"""Signing in and out: password, second factor, passkey, language, and the form that waited."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from network.actions.account import set_preferences
from network.actions.factors import check_code
from network.actions.sessions import prove_factor, sign_out, switch_place
from network.actions.sign_in import sign_in as try_password
from network.calendar import zone_named
from network.carry import carry_form, open_carried, owner_of, remember_owner
from network.forms.sign_in import CodeForm, SignInForm
from network.models import Membership
from network.models.proofs import proofs_of
from network.origins import address_of, device_of, origin_of
from network.page import render_page
from network.pages.sign_in import CarriedPage, SecondFactorPage, SignInPage
from network.returning import next_path, safe_path
from network.throttle import count_try, forgive


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Any) -> HttpResponse:
    if request.method != "POST":
        if isinstance(request.reader, Membership):
            return redirect(next_path(request) or "home:desk")
        return show_sign_in(request, next_path(request))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return show_sign_in(request, next_path(request), request.POST.get("carried", ""), form)
    email = form.cleaned_data["email"]
    count_try(request, "password", email)
    place = try_password(
        actor=request.reader,
        store=request.session,
        email=email,
        password=form.cleaned_data["password"],
        device=device_of(request),
        origin=origin_of(address_of(request)),
    )
    if place is None:
        form.add_error(None, _("Address and password do not belong together. Check both and try again."))
        return show_sign_in(request, next_path(request), request.POST.get("carried", ""), form)
    forgive(request, "password", email)
    rotate_token(request)
    return _ask_second_factor(request, place)


def show_sign_in(request: Any, next_path: str = "", carried: str = "", form: SignInForm | None = None) -> HttpResponse:
    """Answer with the sign-in page; a form that waits travels in it, sealed."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None else HTTPStatus.OK
    page = SignInPage.load(request, next_path, carried)
    return render_page(request, page, status=status, form=form or SignInForm())


def _ask_second_factor(request: Any, place: Membership) -> HttpResponse:
    carried = request.POST.get("carried", "")
    if carried:
        request.user, request.row = place.member, request.session.row
        return show_second_factor(request, carried)
    back = next_path(request)
    query = f"?{urlencode({'next': back})}" if back else ""
    return HttpResponseRedirect(reverse("network:second_factor") + query)


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: Any) -> HttpResponse:
    recovery = "recovery" in (request.GET.get("way"), request.POST.get("way"))
    if request.method != "POST":
        return show_second_factor(request, recovery=recovery)
    form = CodeForm(request.POST, recovery=recovery)
    if not form.is_valid():
        return show_second_factor(request, request.POST.get("carried", ""), form, recovery)
    count_try(request, "code", request.user.public_id)
    kind = check_code(actor=request.reader, member=request.user, code=form.cleaned_data["code"])
    if not kind:
        form.add_error("code", _("This code is not right, or was used already. Wait for the next one, and try again."))
        return show_second_factor(request, request.POST.get("carried", ""), form, recovery)
    forgive(request, "code", request.user.public_id)
    if kind == "recovery":
        left = _("You have used a recovery code. %(left)d are left; make new ones in your account before they run out.")
        messages.warning(request, left % {"left": _codes_left(request)})
    return complete(request, kind)


def show_second_factor(
    request: Any, carried: str = "", form: CodeForm | None = None, recovery: bool = False
) -> HttpResponse:
    """Answer with the page of the second factor, or lead to its first enrolment."""
    page = SecondFactorPage.load(
        request,
        request.user,
        recovery=recovery,
        next_path=next_path(request),
        carried=carried,
        fresh=isinstance(request.reader, Membership),
    )
    if not page.proofs.enrolled:
        return redirect("network:enrol")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None else HTTPStatus.OK
    return render_page(request, page, status=status, form=form or CodeForm(recovery=page.recovery))


def complete(request: Any, kind: str) -> HttpResponse:
    """The second factor KIND is shown: the session is complete, and the reader goes where he wanted to."""
    carried = request.POST.get("carried", "")
    settle(request, request.row.membership, kind)
    if carried:
        return _show_carried(request, carried)
    response = HttpResponseRedirect(next_path(request) or reverse("home:desk"))
    remember_owner(response, request.row.member)
    return response


def settle(request: Any, place: Membership, kind: str) -> None:
    """Complete the session and say when the last sign-in came from another place."""
    member = place.member
    last_place, last_at = member.last_place, member.last_sign_in_at
    if prove_factor(actor=place, store=request.session, kind=kind):
        welcome(request, place, last_place, last_at)
    rotate_token(request)
    request.reader, request.user, request.row = place, member, request.session.row


def welcome(request: Any, place: Membership, last_place: str, last_at: datetime | None) -> None:
    """Say when and from where the last sign-in came, if it was from another network than this one."""
    here = origin_of(address_of(request))
    if last_at is None or last_place == here:
        return
    # In the words and by the clock of who signs in: until this request nobody knew whose they are.
    zone = zone_named(place.member.zone or place.authority.zone)
    with translation.override(place.member.language):
        messages.warning(
            request,
            _(
                "Your last sign-in, on %(day)s, came from another network (%(place)s). "
                "If that was not you, change your password and look at your sessions."
            )
            % {
                "day": date_format(timezone.localtime(last_at, zone), "DATETIME_FORMAT"),
                "place": last_place or _("unknown"),
            },
        )


def _codes_left(request: Any) -> int:
    return proofs_of(request.user).recovery


@csrf_exempt
@require_POST
def carried(request: Any) -> HttpResponse:
    """A form came after the session's end (the gate sends it here), or its sealed text comes back after a passkey.

    Nothing is done with the text here: it is shown, and sent by a button that carries a token of its own.
    """
    if isinstance(request.reader, Membership):
        return _show_carried(request, request.POST.get("carried", ""))
    owner = request.user.public_id if request.user.is_authenticated else owner_of(request)
    sealed = carry_form(request, owner)
    if request.user.is_authenticated:
        return show_second_factor(request, sealed)
    return show_sign_in(request, "", sealed)


def _show_carried(request: Any, sealed: str) -> HttpResponse:
    found = open_carried(sealed, request.user)
    if found is None:
        messages.warning(request, _("The text that waited was somebody else's, or too old. It was not sent."))
        response: HttpResponse = redirect("home:desk")
    else:
        response = render_page(request, CarriedPage(found))
    remember_owner(response, request.user)
    return response


@require_POST
def leave(request: Any) -> HttpResponse:
    """Sign out of this browser."""
    sign_out(actor=request.reader, store=request.session)
    rotate_token(request)
    return redirect("network:sign_in")


@require_POST
def language(request: Any) -> HttpResponse:
    """Keep the language in a cookie, and with the account when somebody is signed in."""
    chosen = request.POST.get("language", "")
    back = safe_path(request.POST.get("next", "")) or reverse("network:sign_in")
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES) and translation.check_for_language(chosen):
        if request.user.is_authenticated:
            set_preferences(actor=request.row.membership, language=chosen)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 86_400,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_POST
def switch(request: Any) -> HttpResponse:
    """Act through another current membership of the same member."""
    mine = Membership.objects.visible_to(request.reader).current().filter(member=request.reader.member_id)
    # Cut and without NUL, which PostgreSQL takes in no text.
    place = get_object_or_404(mine, public_id=request.POST.get("membership", "")[:22].replace("\x00", ""))
    switch_place(actor=request.reader, store=request.session, place=place)
    return redirect("home:desk")
