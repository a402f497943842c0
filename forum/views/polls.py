"""Voting, who voted, ending a poll."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum import actions
from forum.forms.posts import PUBLIC_ID
from forum.models import Poll
from forum.pages.polls import PollPage
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.visits import note_read

POSITION = re.compile(r"[0-9]", re.ASCII)


@require_POST
def vote(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Vote in the poll that the button names, which stands in this topic."""
    wanted = request.POST.get("poll", "")
    found = _find(request, wanted if PUBLIC_ID.fullmatch(wanted) else "", post__topic__public_id=public_id)
    positions = [int(one) for one in request.POST.getlist(f"choice-{wanted}") if POSITION.fullmatch(one)]
    try:
        actions.vote(actor=request.reader, poll=found, positions=positions)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, _("Your vote is kept. You can change it until the poll ends."))
    return HttpResponseRedirect(found.post.get_absolute_url())


@require_safe
def poll(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    page = PollPage.load(request.reader, found)
    note_read(request.reader, Network(pk=found.post.topic.network_id), "forum:poll", found.public_id)
    return render_page(request, page)


@require_POST
def end(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    actions.end_poll(actor=request.reader, poll=found)
    messages.success(request, _("The poll has ended."))
    return HttpResponseRedirect(found.post.get_absolute_url())


def _find(request: ReaderRequest, public_id: str, **where: str) -> Poll:
    visible = Poll.objects.visible_to(request.reader).select_related("post__topic__forum", "post__topic__network")
    found: Poll = get_object_or_404(visible, public_id=public_id, **where)
    return found
