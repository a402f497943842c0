"""The public page of networks, and the pages of one network."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from network.middleware import ReaderRequest
from network.models import Membership, Network, PublicNetwork
from network.page import render_page
from network.pages.network import NetworkAboutPage, NetworkMembersPage, NetworkPage
from network.pages.networks import NetworksPage
from network.visits import note_read


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    return render_page(request, NetworksPage.load(request.reader))  # type: ignore[attr-defined]


@require_safe
def network(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = find_network(request.reader, public_id)
    note_read(request.reader, found, "network:network", public_id)
    return render_page(request, NetworkPage.load(request.reader, found))


@require_safe
def about(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = find_network(request.reader, public_id)
    note_read(request.reader, found, "network:network_about", public_id)
    return render_page(request, NetworkAboutPage.load(request.reader, found))


@require_safe
def members(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = find_network(request.reader, public_id)
    note_read(request.reader, found, "network:network_members", public_id)
    return render_page(request, NetworkMembersPage.load(request.reader, found))


def find_network(reader: Membership, public_id: str) -> Network:
    """Return the network in which READER has a place; any other does not exist for him."""
    found: Network = get_object_or_404(Network.objects.visible_to(reader), public_id=public_id)
    return found


def find_network_from_outside(reader: Membership, public_id: str, *, may: bool) -> Network:
    """Return the network, also without a place in it, for a reader of the secretariat whose duty (MAY) is to run it."""
    if not may:
        return find_network(reader, public_id)
    found: Network | None = PublicNetwork.objects.visible_to(reader).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
