"""The own account: its look, its password, its address."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from network.actions.account import change_password, set_preferences
from network.actions.addresses import ask_email_change, cancel_email_change
from network.forms.account import NewAddressForm, NewPasswordForm, PreferencesForm
from network.fresh import needs_fresh_factor
from network.middleware import ReaderRequest
from network.models import EmailChange
from network.page import render_page
from network.pages.account import AccountPage, SecretPage
from network.views.acts import answer, answer_button, sent


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: ReaderRequest) -> HttpResponse:
    member = request.reader.member
    chosen = {name: getattr(member, name) for name in ("language", "zone", "theme", "density")}
    form = PreferencesForm(sent(request), initial=chosen)
    if not form.is_bound:
        return render_page(request, AccountPage.load(request.reader), form=form)
    if not form.is_valid():
        return render_page(request, AccountPage.load(request.reader), status=422, form=form)
    set_preferences(actor=request.reader, **form.cleaned_data)
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Your settings are kept."))
    return redirect("network:account")


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_factor
def password(request: Any) -> HttpResponse:
    form = NewPasswordForm(sent(request), member=request.reader.member)
    page = SecretPage(
        title=_("New password"),
        lead=_("Every other browser is signed out by this."),
        button=_("Set the new password"),
    )
    return answer(
        request,
        form,
        lambda: change_password(
            actor=request.reader,
            session=request.row,
            store=request.session,
            password=form.cleaned_data["password"],
        ),
        page=lambda: page,
        done=_("Your new password is set. Every other browser is signed out."),
        then=reverse("network:account"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_factor
def address(request: ReaderRequest) -> HttpResponse:
    form = NewAddressForm(sent(request), member=request.reader.member)
    page = SecretPage(
        title=_("New e-mail address"),
        lead=_(
            "We send a link to the new address and tell the present one. A day after you have confirmed it, "
            "the new address is the one you sign in with. The manager of your authority is told, too."
        ),
        button=_("Send the link"),
    )
    return answer(
        request,
        form,
        lambda: ask_email_change(actor=request.reader, session=request.row, email=form.cleaned_data["email"]),
        page=lambda: page,
        done=_("If the address can be used, a link is on its way to it. It works for 24 hours."),
        then=reverse("network:account"),
    )


@require_POST
def keep_address(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Stop a change of address that is under way."""
    change = get_object_or_404(EmailChange.objects.visible_to(request.reader), public_id=public_id)
    return answer_button(
        request,
        lambda: cancel_email_change(actor=request.reader, change=change),
        done=_("Your address stays as it is."),
        then=reverse("network:account"),
    )
