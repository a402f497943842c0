"""A forum and its topics; beginning a new one; opening another forum, changing and closing it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import access, actions
from forum.actions import Facts, PollFacts
from forum.forms.forums import ChangeForumForm, ForumForm
from forum.forms.polls import PollForm, zone_of
from forum.forms.topics import TopicForm
from forum.models import Forum, Topic
from forum.pages.change_forum import ChangeForumPage
from forum.pages.forum import ForumPage
from forum.pages.heads import ForumHead
from forum.pages.new_topic import Chosen, NewTopicPage
from forum.skeletons import is_skeleton, skeleton
from network.conflicts import Conflict
from network.guard import require
from network.middleware import ReaderRequest
from network.models import Authority, Body, Membership, Network
from network.models.identity import new_public_id
from network.page import render_page
from network.pages.acts import ActPage
from network.views.acts import answer, answer_button, sent
from network.views.networks import find_network_from_outside
from network.visits import note_read
from writing.files.arriving import Sent, drafted_files, sent_files
from writing.models import Draft
from writing.places import place_named
from writing.views.drafts import typed


@require_safe
def forum(request: ReaderRequest, public_id: str) -> HttpResponse:
    head = ForumHead.find(request.reader, public_id)
    page = ForumPage.load(request.reader, head, request.GET)
    note_read(request.reader, Network(pk=head.network_id), "forum:forum", head.public_id)
    return render_page(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Forum.objects.visible_to(request.reader), public_id=public_id)
    require(access.can_start_topic, request.reader, found)
    drafts = Draft.objects.visible_to(request.reader).filter(place=f"topic:{public_id}")
    draft = None if request.method == "POST" else drafts.first()
    kept = dict(draft.fields) if draft else {}
    if is_skeleton(kept.get("body", "")):
        # The headings of another kind, left as they were.
        del kept["body"]
    asked = (request.POST if request.method == "POST" else request.GET).get("kind", "") or kept.get("kind", "")
    kind = asked if asked in Topic.Kind.values else Topic.Kind.QUESTION
    chosen = _chosen(typed(place_named("topic"), request.POST) if request.method == "POST" else kept)
    page = NewTopicPage.load(request.reader, ForumHead.find(request.reader, public_id), kind, chosen)
    form = TopicForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        offered=page.offered,
        initial={
            "language": request.reader.member.language,
            "body": skeleton(kind),
            **kept,
            "once": new_public_id(),
            "kind": kind,
            "draft": draft.version if draft else 0,
        },
    )
    poll = PollForm(sent(request), zone=zone_of(request.reader))
    if request.method != "POST":
        return render_page(request, page, form=form, sent_files=drafted_files(request.reader, kept), begun=kept)
    files = sent_files(request)
    if not (poll.is_valid() & form.is_valid()) or files.faults:
        return render_page(request, page, form=form, poll_form=poll, sent_files=files, status=422)
    try:
        topic = _add(request.reader, found, form, poll.facts(), files)
    except Conflict as conflict:
        form.add_error(None, str(conflict.reason))
        return render_page(request, page, form=form, poll_form=poll, sent_files=files, status=409)
    return HttpResponseRedirect(topic.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def new_forum(request: ReaderRequest, public_id: str) -> HttpResponse:
    reader = request.reader
    network = find_network_from_outside(reader, public_id, may=reader.duty_membership)
    require(access.can_add_forum, reader, network)
    inside = Network.objects.visible_to(reader).filter(pk=network.pk).exists()
    # Who runs the network from outside finds no page in it.
    back = reverse("network:network", args=[public_id]) if inside else reverse("network:networks")
    form = ForumForm(sent(request), initial={"language": (network.languages or ["en"])[0]})
    page = ActPage(
        title=_("Open a forum"),
        lead=_("Every contact point of the network reads and writes in it, from now on."),
        button=_("Open the forum"),
        back=back,
        subject=network.name,
    )

    def act() -> None:
        actions.add_forum(
            actor=reader,
            network=network,
            key=form.key(),
            names=form.names(),
            purpose=form.purposes(),
            for_observers=form.cleaned_data["for_observers"],
        )

    return answer(request, form, act, page=lambda: page, done=_("The forum is open."), then=back)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    require(access.can_change_forum, request.reader, found)
    page = ChangeForumPage.load(request.reader, found)
    form = ChangeForumForm(sent(request), forum=found, others=page.others)

    def act() -> None:
        words = {"names": form.names(), "purpose": form.purposes()}
        actions.change_forum(actor=request.reader, forum=found, after=form.stands_after(), **words)

    done = _("The forum has been changed.")
    return answer(request, form, act, page=lambda: page, done=done, then=found.get_absolute_url())


@require_POST
def close(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    act = partial(actions.close_forum, actor=request.reader, forum=found)
    return answer_button(request, act, done=_("The forum is closed."), then=found.get_absolute_url())


@require_POST
def reopen(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = _find(request, public_id)
    act = partial(actions.reopen_forum, actor=request.reader, forum=found)
    return answer_button(request, act, done=_("The forum is open again."), then=found.get_absolute_url())


def _chosen(fields: Mapping[str, Any]) -> Chosen:
    """Return what the form says of who will read."""
    code = str(fields.get("code") or Topic.Code.AMBER)
    return Chosen(code, fields.get("members") or (), fields.get("authorities") or ())


def _find(request: ReaderRequest, public_id: str) -> Forum:
    visible = Forum.objects.visible_to(request.reader).select_related("network")
    found: Forum = get_object_or_404(visible, public_id=public_id)
    return found


@require_POST
def read_all(request: ReaderRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Forum.objects.visible_to(request.reader), public_id=public_id)
    actions.mark_forum_read(reader=request.reader, forum=found)
    return HttpResponseRedirect(found.get_absolute_url())


def _add(
    author: Membership,
    forum: Forum,
    form: TopicForm,
    poll: PollFacts | None,
    files: Sent,
) -> Topic:
    typed = form.cleaned_data
    keys = [*typed.get("requested", []), *typed.get("others", []), typed.get("requesting", "")]
    bodies = {body.key: body for body in Body.objects.visible_to(author).filter(key__in=keys)}
    return actions.add_topic(
        author=author,
        forum=forum,
        kind=typed["kind"],
        title=typed["title"],
        body=typed["body"],
        language=typed["language"],
        code=typed["code"] or Topic.Code.AMBER,
        members=list(Membership.objects.visible_to(author).filter(public_id__in=typed["members"])),
        authorities=list(Authority.objects.visible_to(author).filter(public_id__in=typed["authorities"])),
        submission=typed["once"],
        decided=form.check.decided,
        draft=typed["draft"],
        poll=poll,
        files=files.files,
        file_codes=files.codes,
        facts=Facts(
            cooperation=typed.get("cooperation", ""),
            requesting=bodies.get(typed.get("requesting", "")),
            requested=[bodies[key] for key in keys[:-1]],
            legal_basis=typed.get("legal_basis", ""),
            stage=typed.get("stage", ""),
            deadline=typed.get("deadline"),
            deadline_zone=typed.get("deadline_zone", "") if typed.get("deadline") else "",
            deadline_reason=typed.get("deadline_reason", "") if typed.get("deadline") else "",
        ),
    )
