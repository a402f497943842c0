"""The secretariat visits a network, and leaves it early."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.access import can_end_visit, can_visit
from network.actions import visits as actions
from network.forms.acts import PlainForm
from network.forms.visits import VisitForm
from network.guard import require
from network.middleware import ReaderRequest
from network.models import Visit
from network.pages.acts import ActPage
from network.pages.visits import VisitPage
from network.views.acts import answer, deciding, sent
from network.views.networks import find_network, find_network_from_outside


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: ReaderRequest, public_id: str) -> HttpResponse:
    reader = request.reader
    network = find_network_from_outside(reader, public_id, may=reader.duty_content)
    require(can_visit, reader, network)
    form = VisitForm(sent(request))

    def act() -> Visit:
        return actions.start_visit(actor=reader, network=network, **form.cleaned_data)

    return answer(
        request,
        form,
        deciding(request, form, None, act),
        page=lambda: VisitPage.load(reader, network),
        done=_("Your visit has begun. The members of the network see it, and each page that you read is noted."),
        then=reverse("network:network", args=[public_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_visit(request: ReaderRequest, public_id: str, visit_id: str) -> HttpResponse:
    reader = request.reader
    network = find_network(reader, public_id)
    found = get_object_or_404(Visit.objects.visible_to(reader).filter(network=network), public_id=visit_id)
    require(can_end_visit, reader, found)
    page = ActPage(
        title=_("End the visit"),
        lead=_("You leave the network now, before the time is over."),
        button=_("End the visit"),
        back=reverse("network:network", args=[public_id]),
    )
    return answer(
        request,
        PlainForm(sent(request)),
        lambda: actions.end_visit(actor=reader, visit=found),
        page=lambda: page,
        done=_("Your visit has ended."),
        then=reverse("network:networks"),
    )
