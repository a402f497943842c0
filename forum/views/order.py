"""Keeping order: a post hidden and shown, a topic locked, opened, pinned and slowed down, each with why."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import actions
from forum.access import can_pin
from forum.access.order import can_hide, can_keep_order
from forum.forms.order import OrderForm, PaceForm
from forum.models import Post, Topic
from forum.pages.acts import about_post, about_topic
from network.guard import Predicate, require
from network.middleware import ReaderRequest
from network.pages.acts import ActPage
from network.views.acts import answer, deciding, sent
from network.visits import note_read

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
def hide(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = find_post(request, public_id)
    require(can_hide, request.reader, post)
    page = about_post(
        post,
        title=_("Hide a post"),
        lead=_("Only its author and the coordinators will read the text. The others read that you hid it, and why."),
        button=_("Hide the post"),
        grave=True,
    )
    form = OrderForm(sent(request))

    def act() -> None:
        actions.hide_post(actor=request.reader, post=post, reason=form.cleaned_data["reason"])

    done = _("The post is hidden.")
    return answer(request, form, deciding(request, form, post, act), page=lambda: page, done=done, then=page.back)


@asks
def show(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = find_post(request, public_id)
    require(can_hide, request.reader, post)
    page = about_post(
        post,
        title=_("Show a hidden post again"),
        lead=_("Everybody who sees the topic reads the text again."),
        button=_("Show the post"),
    )
    form = OrderForm(sent(request))

    def act() -> None:
        actions.show_post(actor=request.reader, post=post, reason=form.cleaned_data["reason"])

    done = _("The post is shown again.")
    return answer(request, form, deciding(request, form, post, act), page=lambda: page, done=done, then=page.back)


@asks
def lock(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = find_topic(request, public_id)
    page = about_topic(
        topic,
        title=_("Lock a topic"),
        lead=_("It can be read, and nobody replies any more."),
        button=_("Lock the topic"),
    )
    return _ordered(request, topic, page, actions.lock_topic, _("The topic is locked."))


@asks
def unlock(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = find_topic(request, public_id)
    page = about_topic(
        topic,
        title=_("Open a locked topic again"),
        lead=_("Who may reply in the forum may reply here again."),
        button=_("Open the topic"),
    )
    return _ordered(request, topic, page, actions.unlock_topic, _("The topic is open again."))


@asks
def pin(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = find_topic(request, public_id)
    page = about_topic(
        topic,
        title=_("Pin a topic"),
        lead=_("It stands at the top of its forum, whatever is written in others."),
        button=_("Pin to the top"),
    )
    return _ordered(request, topic, page, actions.pin_topic, _("The topic is pinned."), may=can_pin)


@asks
def unpin(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = find_topic(request, public_id)
    page = about_topic(
        topic,
        title=_("No longer pin a topic"),
        lead=_("It stands where its last post puts it."),
        button=_("Unpin"),
    )
    return _ordered(request, topic, page, actions.unpin_topic, _("The topic is no longer pinned."), may=can_pin)


@asks
def slow(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = find_topic(request, public_id)
    require(can_keep_order, request.reader, topic)
    form = PaceForm(sent(request), initial={"seconds": topic.slow_seconds})
    page = about_topic(
        topic,
        title=_("Slow a topic down"),
        lead=_("Each member waits so long between two posts here. Helpers and coordinators do not wait."),
        button=_("Set the pace"),
    )

    def act() -> None:
        data = form.cleaned_data
        actions.slow_topic(actor=request.reader, topic=topic, seconds=data["seconds"], reason=data["reason"])

    done = _("The pace of the topic is set.")
    return answer(request, form, deciding(request, form, topic, act), page=lambda: page, done=done, then=page.back)


def find_post(request: ReaderRequest, public_id: str) -> Post:
    rows = Post.objects.visible_to(request.reader).select_related("topic__forum__network", "author__authority")
    found: Post = get_object_or_404(rows, public_id=public_id)
    _note(request, found.topic, public_id)
    return found


def find_topic(request: ReaderRequest, public_id: str) -> Topic:
    rows = Topic.objects.visible_to(request.reader).select_related("forum__network")
    found: Topic = get_object_or_404(rows, public_id=public_id)
    _note(request, found, public_id)
    return found


def _note(request: ReaderRequest, topic: Topic, public_id: str) -> None:
    # Each of these pages is one thing's, and says its title.
    route = request.resolver_match.view_name if request.resolver_match else ""
    note_read(request.reader, topic.forum.network, route, public_id)


def _ordered(
    request: ReaderRequest,
    topic: Topic,
    page: ActPage,
    do: Callable[..., Topic],
    done: str,
    *,
    may: Predicate = can_keep_order,
) -> HttpResponse:
    require(may, request.reader, topic)
    form = OrderForm(sent(request))

    def act() -> None:
        do(actor=request.reader, topic=topic, reason=form.cleaned_data["reason"])

    return answer(request, form, deciding(request, form, topic, act), page=lambda: page, done=done, then=page.back)
