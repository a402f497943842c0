"""The two calls of a passkey, begin and complete, each for registering and for showing; JSON in and out."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from network.actions.links import open_link
from network.actions.passkeys import (
    Registered,
    ask_for_passkey,
    begin_registration,
    check_passkey,
    finish_registration,
    sign_in_with_passkey,
)
from network.carry import remember_owner
from network.forms.fields import LineField
from network.links import hash_of_kept
from network.models import Member
from network.models.proofs import proofs_of
from network.origins import address_of, device_of, origin_of
from network.returning import next_path
from network.throttle import count_try, forgive
from network.views.arrivals import note_proof
from network.views.sign_in import settle, welcome


def _asked_for(request: Any) -> tuple[Member | None, Any]:
    """Return whose passkey is asked for: of the link's member, of who has shown the password, or (None) of anybody."""
    if request.POST.get("for") == "link":
        found = open_link(actor=request.reader, token_hash=hash_of_kept(request))
        return (found.member, found) if found and found.reset else (None, None)
    return (request.user, None) if request.user.is_authenticated else (None, None)


@require_POST
def begin(request: Any) -> HttpResponse:
    count_try(request, "passkey")
    member, _found = _asked_for(request)
    return JsonResponse(ask_for_passkey(actor=request.reader, store=request.session, member=member))


@require_POST
def complete(request: Any) -> HttpResponse:
    count_try(request, "passkey")
    answer = _answer(request)
    member, found = _asked_for(request)
    if member is None:
        return _sign_in(request, answer)
    if check_passkey(actor=request.reader, store=request.session, member=member, answer=answer) is None:
        return _wrong()
    forgive(request, "passkey")
    if found is not None:
        note_proof(request, found)
        return JsonResponse({"next": reverse("network:arrival")})
    settle(request, request.row.membership, "passkey")
    return _welcome(request)


def _sign_in(request: Any, answer: dict[str, Any]) -> HttpResponse:
    place = sign_in_with_passkey(
        actor=request.reader,
        store=request.session,
        answer=answer,
        device=device_of(request),
        origin=origin_of(address_of(request)),
    )
    if place is None:
        return _wrong()
    forgive(request, "passkey")
    rotate_token(request)
    # The row that was read before this sign-in says where the last one came from.
    welcome(request, place, place.member.last_place, place.member.last_sign_in_at)
    request.reader, request.user, request.row = place, place.member, request.session.row
    return _welcome(request)


def _welcome(request: Any) -> HttpResponse:
    response = JsonResponse({"next": next_path(request) or reverse("home:desk")})
    remember_owner(response, request.user)
    return response


@require_POST
def begin_enrolment(request: Any) -> HttpResponse:
    place, row = request.row.membership, request.row
    return JsonResponse(begin_registration(actor=place, session=row, store=request.session))


@require_POST
def complete_enrolment(request: Any) -> HttpResponse:
    place, row = request.row.membership, request.row
    first = not proofs_of(place.member).enrolled
    made = finish_registration(
        actor=place,
        session=row,
        store=request.session,
        answer=_answer(request),
        name=_name(request) or device_of(request) or _("passkey"),
    )
    if made is Registered.NOTHING:
        return _wrong()
    settle(request, place, "passkey")
    messages.success(request, _ready(made))
    after = reverse("network:enrol_recovery" if first else "network:account")
    response = JsonResponse({"next": after})
    remember_owner(response, request.user)
    return response


def _ready(made: Registered) -> str:
    if made is Registered.BOTH:
        return _("Your passkey is ready. From now on it signs you in without a password.")
    return _("Your security key is ready. From now on it is your second factor, after the password.")


def _name(request: Any) -> str:
    """Return what the member calls the passkey; a name with signs that cannot be kept is none."""
    try:
        return str(LineField(max_length=64, required=False).clean(request.POST.get("name", "")[:64]))
    except ValidationError:
        return ""


def _answer(request: Any) -> dict[str, Any]:
    try:
        answer = json.loads(request.POST.get("credential", ""))
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _wrong() -> HttpResponse:
    return JsonResponse(
        {"error": _("This passkey was not accepted. Try again, or take another way to sign in.")}, status=422
    )
