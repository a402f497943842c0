"""How much one hears of a network, a forum, a topic; each a page of its own, to which the buttons elsewhere post."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions
from forum.forms.following import FollowForm
from forum.models import Forum, Topic
from forum.pages.following import FollowPage, FollowsPage
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.views.acts import answer, sent
from network.visits import note_read


@require_safe
def follows(request: ReaderRequest) -> HttpResponse:
    page = FollowsPage.load(request.reader, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    for network_id in page.networks:
        note_read(request.reader, Network(pk=network_id), "forum:follows")
    return render_page(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_network(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Network.objects.visible_to(request.reader), public_id=public_id)
    return _follow(request, found, found.name, reverse("network:network", args=[public_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def follow_forum(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Forum.objects.visible_to(request.reader), public_id=public_id)
    return _follow(request, found, found.name, found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def follow_topic(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Topic.objects.visible_to(request.reader), public_id=public_id)
    return _follow(request, found, found.title, found.get_absolute_url())


def _follow(request: ReaderRequest, thing: Network | Forum | Topic, name: str, back: str) -> HttpResponse:
    page = FollowPage.load(request.reader, thing, name=name, back=back)
    network = thing if isinstance(thing, Network) else Network(pk=thing.network_id)
    note_read(request.reader, network, f"forum:follow_{page.kind}", thing.public_id)
    form = FollowForm(sent(request), initial={"level": page.level})
    return answer(
        request,
        form,
        lambda: actions.set_follow(actor=request.reader, thing=thing, level=form.cleaned_data["level"]),
        page=lambda: page,
        done=_("Your decision is kept."),
        then=back,
    )
