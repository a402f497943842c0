"""A coordinator admits to the network, names helpers, ends places."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.access import can_admit, can_end_place
from network.actions import contact_points as actions
from network.forms.acts import PlaceReasonForm
from network.forms.contact_points import AdmitForm, PlaceRoleForm
from network.fresh import is_fresh, prove_again
from network.guard import require
from network.middleware import ReaderRequest
from network.models import ContactPoint, Network
from network.page import render_page
from network.pages.acts import ActPage
from network.pages.contact_points import AdmitPage
from network.views.acts import answer, deciding, sent
from network.views.networks import find_network_from_outside


@require_http_methods(["GET", "HEAD", "POST"])
def admit(request: ReaderRequest, public_id: str) -> HttpResponse:
    """First the State (GET), then the officer and the role (POST)."""
    reader = request.reader
    network = find_network_from_outside(reader, public_id, may=reader.duty_membership)
    require(can_admit, reader, network)
    page = AdmitPage.load(reader, network, state=request.GET.get("state", ""))
    form = AdmitForm(sent(request), actor=reader, candidates=page.candidates)
    if request.method != "POST":
        return render_page(request, page, form=form)
    if grants_a_role(request) and not is_fresh(request.row):
        return prove_again(request)

    def act() -> None:
        data = form.cleaned_data
        actions.admit(actor=reader, network=network, membership=data["membership"], role=data["role"])

    back = reverse("network:admit", args=[public_id])
    return answer(request, form, act, page=lambda: page, done=_("The place in the network is given."), then=back)


@require_http_methods(["GET", "HEAD", "POST"])
def change_role(request: ReaderRequest, public_id: str, place_id: str) -> HttpResponse:
    reader = request.reader
    network, place = find_place(request, public_id, place_id)
    require(can_admit, reader, network)
    form = PlaceRoleForm(sent(request), actor=reader, initial={"role": place.role})
    page = ActPage(
        title=_("Change the role in the network"),
        lead=_("The place under the old role ends, and one under the new role begins. Both stay on record."),
        button=_("Change the role"),
        back=_members_page(request, network),
        subject=_person(place),
    )
    if request.method == "POST" and grants_a_role(request) and not is_fresh(request.row):
        return prove_again(request)
    return answer(
        request,
        form,
        lambda: actions.change_role(actor=reader, place=place, role=form.cleaned_data["role"]),
        page=lambda: page,
        done=_("The role is changed."),
        then=page.back,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_contact_point(request: ReaderRequest, public_id: str, place_id: str) -> HttpResponse:
    reader = request.reader
    network, place = find_place(request, public_id, place_id)
    require(can_end_place, reader, place)
    form = PlaceReasonForm(sent(request), needed=place.membership_id != reader.pk)
    page = ActPage(
        title=_("End the place in the network"),
        lead=_("The member no longer sees anything of this network, from now on. What was written stays."),
        button=_("End the place"),
        back=_members_page(request, network),
        subject=_person(place),
        grave=True,
    )

    def act() -> None:
        actions.end_contact_point(actor=reader, place=place, reason=form.cleaned_data["reason"])

    return answer(
        request,
        form,
        deciding(request, form, place, act),
        page=lambda: page,
        done=_("The place in the network has ended."),
        then=reverse("network:networks") if place.membership_id == reader.pk else page.back,
    )


def find_place(request: ReaderRequest, public_id: str, place_id: str) -> tuple[Network, ContactPoint]:
    """Return the network and a place in it; a place of another network does not exist here."""
    reader = request.reader
    network = find_network_from_outside(reader, public_id, may=reader.duty_membership)
    places = ContactPoint.objects.visible_to(reader).filter(network=network)
    place = get_object_or_404(
        places.select_related("network", "membership__authority__body", "membership__member"), public_id=place_id
    )
    return network, place


def grants_a_role(request: ReaderRequest) -> bool:
    return request.POST.get("role") in {ContactPoint.Role.HELPER, ContactPoint.Role.COORDINATOR}


def _members_page(request: ReaderRequest, network: Network) -> str:
    """Return where the places of NETWORK are listed for this reader: the secretariat has no page inside it."""
    inside = Network.objects.visible_to(request.reader).filter(pk=network.pk).exists()
    return reverse("network:network_members" if inside else "network:admit", args=[network.public_id])


def _person(place: ContactPoint) -> str:
    membership = place.membership
    return f"{membership.function_name}, {membership.authority.name}, {membership.authority.body.name}"
