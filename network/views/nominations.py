"""Nominations: the list, a new one, and what is decided about it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.access import (
    can_approve,
    can_decline,
    can_nominate,
    can_nominate_office,
    can_see_nominations,
    can_withdraw,
)
from network.actions import nominations as actions
from network.forms.acts import NeededReasonForm, PlainForm
from network.forms.nominations import NominationForm, OfficeForm
from network.fresh import needs_fresh_factor
from network.guard import can, require
from network.middleware import ReaderRequest
from network.models import Nomination
from network.page import render_page
from network.pages.acts import ActPage
from network.pages.nominations import NominationFormPage, NominationPage, NominationsPage, body_of, office_of
from network.views.acts import answer, deciding, sent


@require_safe
def nominations(request: ReaderRequest) -> HttpResponse:
    if not can(can_see_nominations, request.reader):
        raise Http404
    page = NominationsPage.load(
        request.reader, before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    return render_page(request, page)


@require_safe
def nomination(request: ReaderRequest, public_id: str) -> HttpResponse:
    return render_page(request, NominationPage.load(request.reader, _find(request, public_id)))


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: ReaderRequest) -> HttpResponse:
    actor = request.reader
    if not can(can_see_nominations, actor):
        raise Http404
    require(can_nominate, actor, actor.authority)
    form = NominationForm(sent(request), actor=actor)
    return answer(
        request,
        form,
        lambda: actions.nominate(actor=actor, authority=form.authority(), person=form.person()),
        page=lambda: NominationFormPage(is_office=False, by_secretariat=actor.duty_membership),
        done=_("The nomination is proposed. Somebody of the secretariat decides."),
        then=reverse("network:nominations"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def nominate_office(request: ReaderRequest) -> HttpResponse:
    actor = request.reader
    if not can(can_see_nominations, actor):
        raise Http404
    require(can_nominate_office, actor)
    form = OfficeForm(sent(request), actor=actor)
    return answer(
        request,
        form,
        lambda: actions.nominate_office(actor=actor, office=form.new_office(), person=form.person()),
        page=lambda: NominationFormPage(is_office=True, by_secretariat=True),
        done=_("The new authority is proposed. Two others of the secretariat decide."),
        then=reverse("network:nominations"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_factor
def approve(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    require(can_approve, request.reader, found)
    return answer(
        request,
        PlainForm(sent(request)),
        lambda: actions.approve(actor=request.reader, nomination=found),
        page=lambda: ActPage(
            title=_("Approve the nomination"),
            lead=_("With the last approval needed, an invitation goes to the address of the nomination."),
            button=_("Approve"),
            back=_address(found),
            subject=_subject(found),
        ),
        done=_("You have approved the nomination."),
        then=_address(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    require(can_decline, request.reader, found)
    form = NeededReasonForm(sent(request))

    def act() -> None:
        actions.decline(actor=request.reader, nomination=found, reason=form.cleaned_data["reason"])

    return answer(
        request,
        form,
        deciding(request, form, found, act),
        page=lambda: ActPage(
            title=_("Decline the nomination"),
            lead=_("Nobody is invited. The manager of the authority sees your reason."),
            button=_("Decline"),
            back=_address(found),
            subject=_subject(found),
            grave=True,
        ),
        done=_("The nomination is declined."),
        then=_address(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    require(can_withdraw, request.reader, found)
    return answer(
        request,
        PlainForm(sent(request)),
        lambda: actions.withdraw(actor=request.reader, nomination=found),
        page=lambda: ActPage(
            title=_("Withdraw the nomination"),
            lead=_("An invitation that was sent already works no longer."),
            button=_("Withdraw"),
            back=_address(found),
            subject=_subject(found),
            grave=True,
        ),
        done=_("The nomination is withdrawn."),
        then=_address(found),
    )


def _find(request: ReaderRequest, public_id: str) -> Nomination:
    visible = Nomination.objects.visible_to(request.reader)
    found: Nomination = get_object_or_404(
        visible.select_related("authority__body", "new_body", "nominated_by__authority__body"), public_id=public_id
    )
    return found


def _address(nomination: Nomination) -> str:
    return reverse("network:nomination", args=[nomination.public_id])


def _subject(nomination: Nomination) -> str:
    return f"{nomination.name} · {office_of(nomination)} · {body_of(nomination)}"
