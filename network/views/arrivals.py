"""What follows a mailed link: its token becomes a short cookie, and a clean page asks one question."""

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.actions.addresses import confirm_email_change
from network.actions.factors import check_code
from network.actions.forgotten import ask_for_password, reset_password
from network.actions.invitations import accept_invitation, join_by_invitation
from network.actions.links import Arrival, open_link
from network.actions.sessions import begin_session
from network.forms.account import AcceptForm, NewPasswordForm
from network.forms.acts import PlainForm
from network.forms.sign_in import CodeForm, ForgottenForm
from network.links import drop_token, hash_of_kept, keep_token
from network.models import Member, Membership
from network.origins import address_of, device_of, origin_of
from network.page import render_page
from network.pages.arrivals import ArrivalPage, NewPasswordPage
from network.pages.sign_in import ForgottenPage, SecondFactorPage
from network.throttle import count_try, forgive
from network.views.acts import attempt, sent

PROVED = "reset"
PROOF_LASTS = 15 * 60


@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Trade the token, whatever it is, for a cookie. Nothing is looked up or used: mail programs open links, too."""
    response = redirect("network:arrival")
    keep_token(response, token)
    # For this address only, which holds the token. On the clean page it would make browsers send `Origin: null`
    # with the form, which is refused like any other stranger's.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: Any) -> HttpResponse:
    if request.method == "POST":
        count_try(request, "link")
    found = open_link(actor=request.reader, token_hash=hash_of_kept(request))
    if found is None:
        return render_page(request, ArrivalPage("over"), status=410)
    if found.invitation is not None:
        return _invitation(request, found)
    return _new_address(request, found) if found.change is not None else _new_password(request, found)


def _invitation(request: Any, found: Arrival) -> HttpResponse:
    if found.refusal:
        return render_page(request, ArrivalPage("refused", found, found.refusal), status=403)
    if isinstance(request.reader, Membership):
        return _join(request, found)
    if found.member is not None:
        return render_page(request, ArrivalPage("known", found))
    invitation: Any = found.invitation
    initial = {"name": invitation.name, "language": get_language()}
    posted = sent(request)
    form = AcceptForm(posted, initial=initial, member=Member(email=invitation.email))
    made: list[Membership] = []

    def accept() -> None:
        chosen = {name: form.cleaned_data[name] for name in ("name", "password", "language")}
        made.append(accept_invitation(actor=request.reader, invitation=invitation, **chosen))

    status = attempt(form, accept) if posted is not None else 200
    if status:
        return render_page(request, ArrivalPage("accept", found), status=status, form=form)
    _begin(request, made[0])
    response = redirect("network:enrol")
    drop_token(response)
    return response


def _join(request: Any, found: Arrival) -> HttpResponse:
    form = PlainForm(sent(request))
    join = {"actor": request.reader, "invitation": found.invitation}
    status = attempt(form, lambda: join_by_invitation(**join)) if request.method == "POST" else 200
    if status:
        return render_page(request, ArrivalPage("join", found), status=status, form=form)
    messages.success(request, _("You have a second place now: switch to it in your account."))
    response = redirect("network:account")
    drop_token(response)
    return response


def _new_address(request: Any, found: Arrival) -> HttpResponse:
    form = PlainForm(sent(request))
    change: Any = found.change
    confirm = {"actor": request.reader, "change": change}
    status = attempt(form, lambda: confirm_email_change(**confirm)) if request.method == "POST" else 200
    if status:
        return render_page(request, ArrivalPage("address", found), status=status, form=form)
    response = render_page(request, ArrivalPage("address_confirmed", found))
    drop_token(response)
    return response


def _new_password(request: Any, found: Arrival) -> HttpResponse:
    reset: Any = found.reset
    member: Any = found.member
    if not _is_proved(request, reset.public_id):
        return _prove(request, found)
    form = NewPasswordForm(request.POST if "password" in request.POST else None, member=member)
    if "password" not in request.POST:
        return render_page(request, NewPasswordPage(member.email), form=form)
    new = {"actor": found.place, "reset": reset}
    status = attempt(form, lambda: reset_password(**new, password=form.cleaned_data["password"]))  # type: ignore[arg-type]
    if status:
        return render_page(request, NewPasswordPage(member.email), status=status, form=form)
    request.session.flush()
    messages.success(request, _("Your new password is set. Sign in with it."))
    response = redirect("network:sign_in")
    drop_token(response)
    return response


def _prove(request: Any, found: Arrival) -> HttpResponse:
    """Ask for the second factor of the member behind the link: the link alone sets no password."""
    member: Any = found.member
    recovery = "recovery" in (request.GET.get("way"), request.POST.get("way"))
    page = SecondFactorPage.load(request, member, recovery=recovery, link=True)
    if not page.proofs.enrolled:
        return render_page(request, ArrivalPage("no_factor", found), status=403)
    form = CodeForm(request.POST if "code" in request.POST else None, recovery=page.recovery)
    if not form.is_bound:
        return render_page(request, page, form=form)
    if form.is_valid():
        count_try(request, "code", member.public_id)
        if check_code(actor=request.reader, member=member, code=form.cleaned_data["code"]):
            forgive(request, "code", member.public_id)
            note_proof(request, found)
            return redirect("network:arrival")
        form.add_error("code", _("This code is not right, or was used already. Wait for the next one, and try again."))
    return render_page(request, page, status=422, form=form)


def note_proof(request: Any, found: Arrival) -> None:
    """Remember in this browser's session that the second factor was shown for this link."""
    reset: Any = found.reset
    request.session[PROVED] = [reset.public_id, int(time.time())]


def _is_proved(request: Any, public_id: str) -> bool:
    proved, at = request.session.get(PROVED) or ("", 0)
    return proved == public_id and 0 <= time.time() - at <= PROOF_LASTS


def _begin(request: Any, place: Membership) -> None:
    begin_session(
        actor=request.reader,
        store=request.session,
        place=place,
        device=device_of(request),
        origin=origin_of(address_of(request)),
    )
    rotate_token(request)


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: Any) -> HttpResponse:
    """Ask for a link to set a new password: the answer is the same whoever asks for whom."""
    if request.method != "POST":
        return render_page(request, ForgottenPage(sent=False), form=ForgottenForm())
    form = ForgottenForm(request.POST)
    if not form.is_valid():
        return render_page(request, ForgottenPage(sent=False), status=422, form=form)
    count_try(request, "forgotten", form.cleaned_data["email"])
    ask_for_password(actor=request.reader, email=form.cleaned_data["email"], language=get_language() or "en")
    return render_page(request, ForgottenPage(sent=True), form=form)
