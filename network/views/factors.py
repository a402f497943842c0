"""Setting up a second factor: the choice, the authenticator with its QR code, recovery codes; and taking one away."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.access import can_add_factor
from network.actions.factors import confirm_totp, make_recovery_codes, prepare_totp, remove_factor
from network.carry import remember_owner
from network.forms.sign_in import CodeForm
from network.fresh import is_fresh, needs_fresh_factor, prove_again
from network.guard import can
from network.models import Membership
from network.models.proofs import proofs_of
from network.page import render_page
from network.pages.factors import EnrolPage, EnrolTotpPage, RecoveryPage
from network.qr import draw
from network.throttle import count_try, forgive
from network.totp import secret_text, setup_address
from network.views.acts import sent
from network.views.sign_in import settle


def _not_yet(request: Any) -> HttpResponse | None:
    """Return the way to the second factor for who must show it before a new one is added; None: go on."""
    if can(can_add_factor, request.row.membership, request.row):
        return None
    return prove_again(request) if isinstance(request.reader, Membership) else redirect("network:second_factor")


@require_safe
def enrol(request: Any) -> HttpResponse:
    first = not isinstance(request.reader, Membership)
    return _not_yet(request) or render_page(request, EnrolPage.load(request, first))


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_totp(request: Any) -> HttpResponse:
    refusal = _not_yet(request)
    if refusal is not None:
        return refusal
    place, row = request.row.membership, request.row
    first = not proofs_of(place.member).enrolled
    form = CodeForm(sent(request))
    if form.is_bound and form.is_valid():
        count_try(request, "code", place.member.public_id)
        if confirm_totp(actor=place, session=row, code=form.cleaned_data["code"]):
            return _enrolled(request, first)
        form.add_error("code", _("This code is not right. Check the clock of your telephone, and try the next code."))
    page = EnrolTotpPage(first, secret_text(prepare_totp(actor=place, session=row)))
    return render_page(request, page, status=422 if form.is_bound else 200, form=form)


def _enrolled(request: Any, first: bool) -> HttpResponse:
    forgive(request, "code", request.row.member.public_id)
    settle(request, request.row.membership, "totp")
    messages.success(request, _("Your authenticator is ready."))
    response = redirect("network:enrol_recovery" if first else "network:account")
    remember_owner(response, request.row.member)
    return response


@require_safe
def enrol_totp_qr(request: Any) -> HttpResponse:
    """The QR code as a picture of its own, which nobody keeps: the policy of the page allows no inline image."""
    refusal = _not_yet(request)
    if refusal is not None:
        return refusal
    place = request.row.membership
    secret = prepare_totp(actor=place, session=request.row)
    picture = draw(setup_address(secret, place.member))
    return HttpResponse(picture, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_recovery(request: Any) -> HttpResponse:
    """Ten codes for the drawer: made and shown by one POST, never again."""
    if not isinstance(request.reader, Membership):
        return redirect("network:second_factor")
    if not is_fresh(request.row):
        return prove_again(request)
    codes: list[str] = []
    if request.method == "POST":
        codes = make_recovery_codes(actor=request.reader, session=request.row)
    left = len(codes) or proofs_of(request.reader.member).recovery
    return render_page(request, RecoveryPage(tuple(codes), left, settings.PUBLIC_URL))


@require_POST
@needs_fresh_factor
def remove(request: Any) -> HttpResponse:
    kind, passkey = request.POST.get("kind", ""), request.POST.get("passkey", "")[:64].replace("\x00", "")
    if kind not in {"totp", "passkey"} or not remove_factor(
        actor=request.reader, session=request.row, kind=kind, passkey=passkey
    ):
        messages.error(request, _("It was not removed: your last second factor stays until you have set up another."))
    else:
        messages.success(request, _("It is removed and opens nothing any more."))
    return redirect("network:account")
