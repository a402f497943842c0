"""What is done to a topic: reply, status, accepted answers, its place at the top."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum import access, actions
from forum.cursors import ThreadCursor
from forum.forms.polls import PollForm, zone_of
from forum.forms.posts import PUBLIC_ID, PostForm
from forum.forms.status import StatusForm
from forum.models import Post, Topic
from forum.pages.heads import ReplyHead, TopicHead
from forum.pages.topic import TopicPage
from forum.querysets.lists import AUTHOR
from forum.views.begun import begun, begun_files
from network.conflicts import Conflict
from network.guard import require
from network.middleware import ReaderRequest
from network.models import Body, Network
from network.page import render_page
from network.views.acts import deciding
from network.visits import note_read
from writing.files.arriving import Sent, sent_files


@require_POST
def reply(request: ReaderRequest, public_id: str) -> HttpResponse:
    try:
        head = ReplyHead.find(request.reader, public_id)
    except Http404:
        return _merged_meanwhile(request, public_id)
    require(access.can_reply, request.reader, head, access.part_of(request.reader, head, head.role or ""))
    # No more of it is needed: the action reads the topic under its lock, and asks again whether one may reply.
    topic = Topic(pk=head.pk)
    form = PostForm(request.POST)
    poll = PollForm(request.POST, zone=zone_of(request.reader))
    asked = request.POST.get("parent", "")
    parent = _answered(request, topic, asked)
    files = sent_files(request)
    if asked and parent is None:
        # It was moved with other posts, hidden or made stricter while somebody wrote below it.
        said = _("The post that you answer no longer stands here. Send your text again to answer the topic itself.")
        return _again(request, public_id, form.without_parent(), poll, files, said)
    if not (poll.is_valid() & form.is_valid()) or files.faults:
        page = _page(request, public_id, answers=parent)
        return render_page(request, page, form=form, poll_form=poll, sent_files=files, status=422)
    try:
        post = actions.add_post(
            author=request.reader,
            topic=topic,
            body=form.cleaned_data["body"],
            language=form.cleaned_data["language"],
            parent=parent,
            code=form.cleaned_data["code"],
            submission=form.cleaned_data["once"],
            poll=poll.facts(),
            files=files.files,
            file_codes=files.codes,
            decided=form.check.decided,
            draft=form.cleaned_data["draft"],
        )
    except Conflict as conflict:
        return _again(request, public_id, form, poll, files, str(conflict.reason), answers=parent)
    return HttpResponseRedirect(post.get_absolute_url())


def _merged_meanwhile(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Show the topic into which that of the reply went while it was written, with the text in its composer."""
    target = get_object_or_404(Topic.objects.visible_to(request.reader), absorbed__public_id=public_id)
    note_read(request.reader, Network(pk=target.network_id), "forum:topic", target.public_id)
    answers = _answered(request, target, request.POST.get("parent", ""))
    form = PostForm(request.POST)
    poll = PollForm(request.POST, zone=zone_of(request.reader))
    said = _("The topic was put together with this one while you wrote. Send your text again to post it here.")
    kept = form if answers else form.without_parent()
    return _again(request, target.public_id, kept, poll, sent_files(request), said, answers=answers)


def _again(
    request: ReaderRequest,
    public_id: str,
    form: PostForm,
    poll: PollForm,
    files: Sent,
    said: str,
    answers: Post | None = None,
) -> HttpResponse:
    """Show the topic with what was typed in its composer, and what SAID stopped it: something was first (409)."""
    form.is_valid()
    form.add_error("body", said)
    page = _page(request, public_id, answers=answers)
    return render_page(request, page, form=form, poll_form=poll, sent_files=files, status=409)


def _answered(request: ReaderRequest, topic: Topic, public_id: str) -> Post | None:
    """Return the post of TOPIC to which a reply was written, None for none or where it stands no longer."""
    try:
        return _post(request, topic, public_id)
    except Http404:
        if PUBLIC_ID.fullmatch(public_id):
            return None
        raise


@require_POST
def status(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = _topic(request, public_id)
    require(access.can_set_status, request.reader, topic)
    page = _page(request, public_id)
    reader = request.reader
    form = StatusForm(request.POST, topic_status=topic.status, bodies=page.waits_for, zones=page.zones)
    if not form.is_valid():
        return render_page(request, page, form=begun(page), sent_files=begun_files(page), status_form=form, status=422)
    whom = form.cleaned_data["waiting_on"]
    act = partial(
        actions.set_status,
        actor=reader,
        topic=topic,
        status=form.cleaned_data["status"],
        waiting_author=whom == AUTHOR,
        waiting_body=Body.objects.visible_to(reader).filter(key=whom).first() if whom not in {"", AUTHOR} else None,
        waiting_until=form.cleaned_data["until"],
        waiting_zone=form.cleaned_data["zone"] if form.cleaned_data["until"] else "",
        reason=form.cleaned_data["reason"],
    )
    deciding(request, form, topic, act)()
    messages.success(request, _("The status of the topic has been changed."))
    return HttpResponseRedirect(topic.get_absolute_url())


@require_POST
def accept(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Mark the post as what helped, or take the mark back."""
    topic = _topic(request, public_id)
    post = _post(request, topic, request.POST.get("post") or request.POST.get("not", "-"))
    if post is None:
        raise Http404
    act = actions.withdraw_acceptance if "not" in request.POST else actions.accept_answer
    act(actor=request.reader, post=post)
    return HttpResponseRedirect(post.get_absolute_url())


def _topic(request: ReaderRequest, public_id: str) -> Topic:
    found: Topic = get_object_or_404(
        Topic.objects.visible_to(request.reader).select_related("forum"), public_id=public_id
    )
    return found


def _post(request: ReaderRequest, topic: Topic, public_id: str) -> Post | None:
    """Return the post of this topic; with the id of another topic's it does not exist."""
    if not public_id:
        return None
    if not PUBLIC_ID.fullmatch(public_id):
        raise Http404
    found: Post = get_object_or_404(
        Post.objects.visible_to(request.reader).select_related("topic__forum"), topic=topic, public_id=public_id
    )
    return found


def _page(request: ReaderRequest, public_id: str, answers: Post | None = None) -> TopicPage:
    return TopicPage.load(request.reader, TopicHead.find(request.reader, public_id), ThreadCursor(), answers=answers)
