"""Asking that a post be erased, and doing it as the second person, or declining."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import actions
from forum.access.keeping import can_ask_erasure, can_decide_erasure
from forum.forms.order import DecisionForm, ErasureForm
from forum.models import Erasure
from forum.pages.acts import about_post
from forum.pages.keeping import ErasurePage
from forum.views.order import find_post
from network.fresh import is_fresh, prove_again
from network.guard import require
from network.middleware import ReaderRequest
from network.page import render_page
from network.views.acts import answer, deciding, sent

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
def ask(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = find_post(request, public_id)
    require(can_ask_erasure, request.reader, post)
    page = about_post(
        post,
        title=_("Ask that a post be erased"),
        lead=_(
            "For personal data posted by mistake. A second person erases the text, its earlier versions, files and "
            "quotations for good: nobody can bring them back. The place of the post stays, and so do words of it that "
            "somebody has put into a post of his own: ask for that post too."
        ),
        button=_("Ask for it"),
        grave=True,
    )
    form = ErasureForm(sent(request))

    def act() -> None:
        actions.ask_erasure(actor=request.reader, post=post, reason=form.cleaned_data["reason"])

    done = _("A second person decides now.")
    return answer(request, form, deciding(request, form, post, act), page=lambda: page, done=done, then=page.back)


@asks
def erasure(request: ReaderRequest, public_id: str) -> HttpResponse:
    """One request to erase, for whoever asked and whoever decides; to decide asks for fresh proof."""
    found = _erasure(request, public_id)
    if request.method != "POST":
        return render_page(request, ErasurePage.load(request.reader, found), form=DecisionForm())
    require(can_decide_erasure, request.reader, found)
    if not is_fresh(request.row):
        return prove_again(request)
    form = DecisionForm(request.POST)

    def act() -> None:
        if form.cleaned_data["decision"] == "do":
            actions.erase_post(actor=request.reader, erasure=found)
        else:
            actions.decline_erasure(actor=request.reader, erasure=found, reason=form.cleaned_data["reason"])

    def page() -> ErasurePage:
        return ErasurePage.load(request.reader, _erasure(request, public_id))

    both = deciding(request, form, found.post, act)
    return answer(request, form, both, page=page, done=_("Your decision stands."), then=reverse("home:desk"))


def _erasure(request: ReaderRequest, public_id: str) -> Erasure:
    rows = Erasure.objects.visible_to(request.reader).select_related(
        "post__topic__network", "post__author__authority__body", "asked_by__authority__body"
    )
    found: Erasure = get_object_or_404(rows, public_id=public_id)
    return found
