"""Asking a network from outside."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import actions
from forum.access.offers import can_ask_network
from forum.actions import Facts
from forum.forms.asking import AskForm
from forum.models import Topic
from forum.pages.asking import AskPage
from network.guard import require
from network.middleware import ReaderRequest
from network.models import Body, Membership, Network, PublicNetwork
from network.models.identity import new_public_id
from network.page import render_page
from network.views.acts import attempt, sent
from writing.models import Draft


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ReaderRequest, public_id: str) -> HttpResponse:
    network = get_object_or_404(PublicNetwork.objects.visible_to(request.reader), public_id=public_id)
    require(can_ask_network, request.reader, network)
    page = AskPage.load(request.reader, network)
    draft = None if request.method == "POST" else _draft(request.reader, network)
    begun = {
        "language": request.reader.member.language,
        **(draft.fields if draft else {}),
        "once": new_public_id(),
        "kind": Topic.Kind.QUESTION,
        "draft": draft.version if draft else 0,
    }
    form = AskForm(sent(request), offered=page.offered, initial=begun)
    asked: list[Topic] = []

    def act() -> None:
        asked.append(_ask(request.reader, network, form))

    status = attempt(form, act) if request.method == "POST" else 200
    if status:
        return render_page(request, page, status=status, form=form)
    messages.success(request, _("Your question stands in the network. You find it on My desk."))
    return HttpResponseRedirect(asked[0].get_absolute_url())


def _draft(reader: Membership, network: Network) -> Draft | None:
    found: Draft | None = Draft.objects.visible_to(reader).filter(place=f"ask:{network.public_id}").first()
    return found


def _ask(author: Membership, network: Network, form: AskForm) -> Topic:
    typed = form.cleaned_data
    requested = [*typed["requested"], *typed["others"]]
    rows = Body.objects.visible_to(author).filter(key__in=[*requested, typed["requesting"]])
    bodies = {body.key: body for body in rows}
    has_deadline = bool(typed.get("deadline"))
    return actions.ask_network(
        author=author,
        network=network,
        title=typed["title"],
        body=typed["body"],
        language=typed["language"],
        submission=typed["once"],
        decided=form.check.decided,
        draft=typed["draft"],
        facts=Facts(
            cooperation=typed["cooperation"],
            requesting=bodies.get(typed["requesting"]),
            requested=[bodies[key] for key in requested],
            legal_basis=typed["legal_basis"],
            stage=typed["stage"],
            deadline=typed.get("deadline"),
            deadline_zone=typed["deadline_zone"] if has_deadline else "",
            deadline_reason=typed["deadline_reason"] if has_deadline else "",
        ),
    )
