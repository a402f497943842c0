"""The screens of sealed messages: frames which the browser fills with what it alone can open."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from messaging.access import can_message
from messaging.models import Conversation, Identity
from messaging.pages.resets import may_begin_anew
from messaging.pages.screens import ConversationPage, KeysPage, ListPage, PersonPage, SetUpPage, StartPage
from network.fresh import is_fresh, prove_again
from network.guard import require
from network.middleware import ReaderRequest
from network.page import render_page


@require_safe
def conversations(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    return render_page(request, ListPage.load(request.reader))


@require_safe
def start(request: ReaderRequest) -> HttpResponse:
    """Write to whom `to` (the public id of a membership) names, if it names anybody."""
    require(can_message, request.reader)
    return render_page(request, StartPage.load(request.reader, to=request.GET.get("to", "")))


@require_safe
def set_up(request: ReaderRequest) -> HttpResponse:
    """The first keys; and those of a new start, for which the second factor is shown before the words are made."""
    require(can_message, request.reader)
    if may_begin_anew(request.reader) and not is_fresh(request.row):
        return prove_again(request)
    return render_page(request, SetUpPage.load(request.reader))


@require_safe
def my_keys(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    return render_page(request, KeysPage.load(request.reader))


@require_safe
def conversation(request: ReaderRequest, conv: str) -> HttpResponse:
    require(can_message, request.reader)
    found = get_object_or_404(Conversation.objects.visible_to(request.reader), wire=conv)
    return render_page(request, ConversationPage.load(request.reader, found))


@require_safe
def person(request: ReaderRequest, wire: str) -> HttpResponse:
    require(can_message, request.reader)
    identity = get_object_or_404(Identity.objects.visible_to(request.reader), wire=wire)
    return render_page(request, PersonPage.load(request.reader, identity))
