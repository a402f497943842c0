"""Beginning anew with other keys: asked by the member, agreed to by two officials. These pages need no scripts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.access import can_agree_to_key_reset, can_ask_key_reset, can_message, can_see_key_resets
from messaging.actions.resets import agree_to_key_reset, ask_key_reset, stop_key_reset
from messaging.forms.resets import AgreeForm, NewStartForm
from messaging.models import KeyReset
from messaging.pages.people import behind
from messaging.pages.resets import NewStartPage, NewStartsPage
from network.fresh import needs_fresh_factor
from network.guard import require
from network.middleware import ReaderRequest
from network.page import render_page
from network.pages.acts import ActPage
from network.views.acts import answer, answer_button, deciding, sent


@require_safe
def new_start(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    return render_page(request, NewStartPage.load(request.reader))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_factor
def ask_new_start(request: ReaderRequest) -> HttpResponse:
    require(can_ask_key_reset, request.reader)
    form = NewStartForm(sent(request))

    def act() -> KeyReset:
        return ask_key_reset(actor=request.reader, reason=form.cleaned_data["reason"])

    return answer(
        request,
        form,
        deciding(request, form, None, act),
        page=lambda: NewStartPage.load(request.reader),
        done=_("You have asked for a new start. Two officials of the secretariat must agree."),
        then=reverse("messaging:new_start"),
    )


@require_safe
def new_starts(request: ReaderRequest) -> HttpResponse:
    require(can_see_key_resets, request.reader)
    return render_page(request, NewStartsPage.load(request.reader))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_factor
def agree(request: ReaderRequest, public_id: str) -> HttpResponse:
    reset = _find(request, public_id)
    require(can_agree_to_key_reset, request.reader, reset)
    form = AgreeForm(sent(request))
    place = behind(request.reader, [reset.identity])[reset.identity_id]
    page = ActPage(
        title=_("Agree to a new start"),
        lead=_(
            "The member lost words, sheet and passkey. With two officials agreed it takes effect 72 hours later, and "
            "the member can stop it until then. Call the member first, at the number of the authority."
        ),
        button=_("Agree"),
        back=reverse("messaging:new_starts"),
        subject=f"{place.function_name}, {place.authority.name}, {place.authority.body.name}" if place else "",
        grave=True,
    )

    def act() -> None:
        agree_to_key_reset(actor=request.reader, reset=reset, reason=form.cleaned_data["reason"])

    return answer(
        request,
        form,
        deciding(request, form, reset, act),
        page=lambda: page,
        done=_("You have agreed. It takes effect 72 hours after two officials have."),
        then=page.back,
    )


@require_POST
def stop(request: ReaderRequest, public_id: str) -> HttpResponse:
    reset = _find(request, public_id)
    is_own = reset.identity.member_id == request.reader.member_id
    return answer_button(
        request,
        lambda: stop_key_reset(actor=request.reader, reset=reset),
        done=_("The new start is stopped. The keys stay as they are."),
        then=reverse("messaging:new_start" if is_own else "messaging:new_starts"),
    )


def _find(request: ReaderRequest, public_id: str) -> KeyReset:
    rows = KeyReset.objects.visible_to(request.reader).select_related("identity__member", "first_by")
    found: KeyReset = get_object_or_404(rows, public_id=public_id)
    return found
