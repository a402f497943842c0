"""The reset of a lost second factor: asked by one official, confirmed by another, effective a day later."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.access import can_reset_factor
from network.actions.resets import ask_factor_reset, cancel_factor_reset, confirm_factor_reset
from network.forms.account import ResetForm
from network.fresh import needs_fresh_factor
from network.guard import require
from network.middleware import ReaderRequest
from network.models import FactorReset, Membership
from network.page import render_page
from network.pages.acts import ActPage
from network.pages.resets import ResetsPage
from network.views.acts import answer, answer_button, deciding, sent


@require_safe
def resets(request: ReaderRequest) -> HttpResponse:
    return render_page(request, ResetsPage.load(request.reader))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_factor
def ask(request: ReaderRequest, public_id: str) -> HttpResponse:
    visible = Membership.objects.visible_to(request.reader).select_related("authority__body", "member")
    place = get_object_or_404(visible, public_id=public_id)
    require(can_reset_factor, request.reader, place.member)
    form = ResetForm(sent(request))
    page = ActPage(
        title=_("Reset the second factor"),
        lead=_(
            "For a member who has lost every second factor. A second official must confirm. It takes effect 24 hours "
            "after that; the member and the manager of the authority are told at once, and the member can stop it."
        ),
        button=_("Ask for the reset"),
        back=reverse("network:profile", args=[public_id]),
        subject=f"{place.function_name}, {place.authority.name}, {place.authority.body.name}",
        grave=True,
    )

    def act() -> FactorReset:
        return ask_factor_reset(actor=request.reader, member=place.member, reason=form.cleaned_data["reason"])

    return answer(
        request,
        form,
        deciding(request, form, None, act),
        page=lambda: page,
        done=_("The reset is asked for. Another official must confirm it."),
        then=reverse("network:resets"),
    )


@require_POST
@needs_fresh_factor
def confirm(request: ReaderRequest, public_id: str) -> HttpResponse:
    reset = get_object_or_404(FactorReset.objects.visible_to(request.reader), public_id=public_id)
    return answer_button(
        request,
        lambda: confirm_factor_reset(actor=request.reader, reset=reset),
        done=_("Confirmed. The reset takes effect in 24 hours."),
        then=reverse("network:resets"),
    )


@require_POST
def cancel(request: ReaderRequest, public_id: str) -> HttpResponse:
    reset = get_object_or_404(FactorReset.objects.visible_to(request.reader), public_id=public_id)
    return answer_button(
        request,
        lambda: cancel_factor_reset(actor=request.reader, reset=reset),
        done=_("The reset is stopped. The second factor stays as it is."),
        then=reverse("network:resets"),
    )
