"""Holding a topic, ending a hold, and how many years a forum keeps what is written in it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import actions
from forum.access.keeping import can_change_hold, can_hold, can_set_retention
from forum.forms.order import ErasureForm, RetentionForm
from forum.models import Forum, Hold
from forum.pages.acts import about_topic
from forum.pages.keeping import HoldPage
from forum.views.order import find_topic
from network.forms.acts import PlainForm
from network.guard import require
from network.middleware import ReaderRequest
from network.page import render_page
from network.pages.acts import ActPage
from network.views.acts import answer, deciding, sent

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
def ask(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = find_topic(request, public_id)
    require(can_hold, request.reader, topic)
    page = about_topic(
        topic,
        title=_("Hold a topic"),
        lead=_("When a second person has confirmed it, nothing of the topic is erased or removed by its age."),
        button=_("Ask for a hold"),
    )
    form = ErasureForm(sent(request))
    form.fields["reason"].help_text = _("The members of the network read it when the hold stands.")

    def act() -> None:
        actions.ask_hold(actor=request.reader, topic=topic, reason=form.cleaned_data["reason"])

    done = _("A second person decides now.")
    return answer(request, form, deciding(request, form, topic, act), page=lambda: page, done=done, then=page.back)


@asks
def hold(request: ReaderRequest, public_id: str) -> HttpResponse:
    """One hold: a button does the next step, for which a second person may be needed."""
    found = _hold(request, public_id)
    form = PlainForm(sent(request))
    if request.method != "POST":
        return render_page(request, HoldPage.load(request.reader, found), form=form)
    require(can_change_hold, request.reader, found)
    step = {"confirm": actions.confirm_hold, "end": actions.end_hold}.get(request.POST.get("step", ""), actions.ask_end)

    def act() -> None:
        step(actor=request.reader, hold=found)

    def page() -> HoldPage:
        return HoldPage.load(request.reader, _hold(request, public_id))

    then = reverse("forum:hold", args=[public_id])
    return answer(request, form, act, page=page, done=_("The hold is changed."), then=then)


@asks
def retention(request: ReaderRequest, public_id: str) -> HttpResponse:
    rows = Forum.objects.visible_to(request.reader).select_related("network")
    forum: Forum = get_object_or_404(rows, public_id=public_id)
    require(can_set_retention, request.reader, forum)
    page = ActPage(
        title=_("How long the forum keeps what is written"),
        lead=_(
            "A topic whose last post is older is removed whole, with its files, unless a hold stands on it. "
            "It cannot be brought back."
        ),
        button=_("Set the years"),
        back=forum.get_absolute_url(),
        trail=(
            (forum.network.name, reverse("network:network", args=[forum.network.public_id])),
            (forum.name, forum.get_absolute_url()),
        ),
    )
    form = RetentionForm(sent(request), initial={"years": forum.retention_years})

    def act() -> None:
        actions.set_retention(actor=request.reader, forum=forum, years=form.cleaned_data["years"])

    return answer(request, form, act, page=lambda: page, done=_("The years are set."), then=page.back)


def _hold(request: ReaderRequest, public_id: str) -> Hold:
    rows = Hold.objects.visible_to(request.reader).select_related("topic__network", "asked_by__authority__body")
    found: Hold = get_object_or_404(rows, public_id=public_id)
    return found
