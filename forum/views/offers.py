"""Offering a topic to another network, and what the coordinator of that network does about it."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import actions
from forum.access.offers import can_decide_offer, can_offer, can_see_offers, can_withdraw_offer, speaks_for_author
from forum.forms.offers import AcceptForm, DeclineForm, OfferForm, WithdrawForm
from forum.models import Offer, Topic
from forum.pages.heads import TopicHead
from forum.pages.offers import DecidePage, NetworkOffersPage, OffersPage
from forum.pages.trails import to_topic
from network.guard import require
from network.middleware import ReaderRequest
from network.models import PublicNetwork
from network.page import render_page
from network.pages.acts import ActPage
from network.views.acts import answer, answer_button, attempt, deciding, sent
from network.views.networks import find_network
from network.visits import note_read


@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Show to whom the topic is offered; on POST propose another network."""
    reader = request.reader
    topic = get_object_or_404(Topic.objects.visible_to(reader).select_related("forum", "author"), public_id=public_id)
    if request.method == "POST":
        require(can_offer, reader, topic)
    note_read(reader, topic.network, "forum:offers", public_id)
    page = OffersPage.load(reader, TopicHead.find(reader, public_id))
    form = OfferForm(sent(request), networks=page.networks)

    def act() -> None:
        network = get_object_or_404(PublicNetwork.objects.visible_to(reader), public_id=form.cleaned_data["network"])
        actions.propose_offer(actor=reader, topic=topic, network=network, note=form.cleaned_data["note"])

    if speaks_for_author(reader, topic):
        done = _("The topic is offered. The coordinator of that network reads it and decides.")
    else:
        done = _("The author is asked to consent. Until then nobody of that network knows of the topic.")
    then = reverse("forum:offers", args=[public_id])
    return answer(request, form, deciding(request, form, topic, act), page=lambda: page, done=done, then=then)


@require_POST
def consent(request: ReaderRequest, public_id: str) -> HttpResponse:
    """The author consents, or with ?not in what is sent does not."""
    offer = _offer(request, public_id)
    then = reverse("forum:offers", args=[offer.topic.public_id])
    if "not" in request.POST:
        refuse = partial(actions.refuse_consent, actor=request.reader, offer=offer)
        return answer_button(
            request, refuse, done=_("You did not consent. The other network never heard of it."), then=then
        )
    act = partial(actions.consent_to_offer, actor=request.reader, offer=offer)
    return answer_button(request, act, done=_("The topic is offered to the other network."), then=then)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: ReaderRequest, public_id: str) -> HttpResponse:
    offer = _offer(request, public_id)
    require(can_withdraw_offer, request.reader, offer)
    back = reverse("forum:offers", args=[offer.topic.public_id])
    form = WithdrawForm(sent(request))
    page = ActPage(
        title=_("Withdraw the offer"),
        lead=_("The other network loses the topic at once, on open pages too. What its members wrote stays."),
        button=_("Withdraw"),
        back=back,
        subject=offer.network.name,
        grave=True,
        trail=(*to_topic(offer.topic), (_("Offers"), back)),
        code=offer.topic.code,
    )

    def act() -> None:
        actions.withdraw_offer(actor=request.reader, offer=offer, reason=form.cleaned_data["reason"])

    if request.method == "POST":
        status = attempt(form, deciding(request, form, offer.topic, act))
        if status:
            return render_page(request, page, status=status, form=form)
        messages.success(request, _("The offer is withdrawn."))
        # Whoever read the topic by the offer alone has left the room.
        stays = Topic.objects.visible_to(request.reader).filter(pk=offer.topic_id).exists()
        return HttpResponseRedirect(back if stays else _queue(request, offer))
    return render_page(request, page, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ReaderRequest, public_id: str) -> HttpResponse:
    """The coordinator of the other network accepts into a forum, or with ?not declines with a reason."""
    offer = _offer(request, public_id)
    require(can_decide_offer, request.reader, offer)
    page = DecidePage.load(request.reader, offer)
    declines = "not" in request.POST
    accept = AcceptForm(request.POST if request.method == "POST" and not declines else None, forums=page.forums)
    decline = DeclineForm(request.POST if declines else None)

    def act() -> None:
        if declines:
            actions.decline_offer(actor=request.reader, offer=offer, reason=decline.cleaned_data["reason"])
            return
        actions.accept_offer(actor=request.reader, offer=offer, forum=accept.cleaned_data["forum"])

    form = decline if declines else accept
    both = deciding(request, decline, offer.topic, act) if declines else act
    status = attempt(form, both) if request.method == "POST" else 200
    if status:
        return render_page(request, page, status=status, form=form, accept=accept, decline=decline)
    done = _("The offer is declined.") if declines else _("The topic stands in your network now.")
    messages.success(request, done)
    return HttpResponseRedirect(reverse("forum:network_offers", args=[offer.network.public_id]))


@require_safe
def network_offers(request: ReaderRequest, public_id: str) -> HttpResponse:
    network = find_network(request.reader, public_id)
    require(can_see_offers, request.reader, network)
    return render_page(request, NetworkOffersPage.load(request.reader, network))


def _offer(request: ReaderRequest, public_id: str) -> Offer:
    visible = Offer.objects.visible_to(request.reader)
    found: Offer | None = (
        visible.select_related("network", "topic__forum", "topic__author", "topic__network")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _queue(request: ReaderRequest, offer: Offer) -> str:
    return reverse("forum:network_offers", args=[offer.network.public_id])
