"""Who reads a topic, and changing it: its code, those named on it, the code of one post."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import access, actions
from forum.access.coded import STRICTNESS, effective, is_stricter
from forum.access.speaking import says_why
from forum.forms.codes import CodeForm, NamingForm
from forum.models import Attachment, Forum, Post, Topic
from forum.pages.acts import about_post
from forum.pages.composing import reach_of_reply, reach_of_topic
from forum.pages.heads import ForumHead, TopicHead
from forum.pages.reach import CodeWords, code_words
from forum.pages.readers import Candidate, ReadersPage
from forum.pages.trails import to_post
from network.conflicts import Conflict
from network.guard import Verdict, can, require
from network.middleware import ReaderRequest
from network.models import Membership, Network
from network.page import render_page
from network.pages.acts import ActPage
from network.views.acts import answer, attempt, deciding, sent
from network.visits import note_read

# A form names at most so many.
MOST_TICKED = 500


@require_safe
def readers(request: ReaderRequest, public_id: str) -> HttpResponse:
    page = _page(request, public_id)
    note_read(request.reader, Network(pk=page.topic.network_id), "forum:readers", public_id)
    return _show(request, page)


@require_safe
def topic_reach(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Answer in one sentence who would read a reply with ?code=…, for a composer with scripts."""
    head = TopicHead.find(request.reader, public_id)
    note_read(request.reader, Network(pk=head.network_id), "forum:topic_reach", public_id)
    return _said(reach_of_reply(request.reader, head, request.GET.get("code", "")))


@require_POST
def forum_reach(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Answer the same for a topic that is being begun, with the names that are ticked in its form so far."""
    found = get_object_or_404(Forum.objects.visible_to(request.reader), public_id=public_id)
    require(access.can_start_topic, request.reader, found)
    head = ForumHead.find(request.reader, public_id)
    typed = request.POST
    names = (typed.getlist(name)[:MOST_TICKED] for name in ("members", "authorities"))
    return _said(reach_of_topic(request.reader, head, typed.get("code", ""), *names))


def _said(sentence: str) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8")


@require_POST
def topic_code(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = _topic(request, public_id)
    if not can(access.can_lower_code, request.reader, topic):
        require(access.can_raise_code, request.reader, topic)
    # Any code is taken here: one that is not his to set the action refuses.
    form = CodeForm(request.POST, codes=code_words(), says_why=says_why(request.reader, topic.author))

    def act() -> None:
        data = form.cleaned_data
        actions.set_topic_code(actor=request.reader, topic=topic, code=data["code"], reason=data.get("reason", ""))

    status = attempt(form, deciding(request, form, topic, act))
    if status:
        return _show(request, _page(request, public_id), status=status, code_form=form)
    messages.success(request, _("The handling code has been changed. It holds from now on, on open pages too."))
    if not Topic.objects.visible_to(request.reader).filter(pk=topic.pk).exists():
        # Whoever raised it beyond himself has left the room.
        return HttpResponseRedirect(reverse("home:desk"))
    return HttpResponseRedirect(reverse("forum:readers", args=[public_id]))


@require_POST
def name(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Name those who are ticked, and take off those who were named and are not: ?take=1 makes a second button of it."""
    topic = _topic(request, public_id)
    require(access.can_name, request.reader, topic)
    page = _page(request, public_id)
    form = NamingForm(request.POST, members=_choices(page.members), authorities=_choices(page.authorities))
    if not form.is_valid():
        return _show(request, page, status=422, form=form)
    chosen, offices = ({*form.cleaned_data[field]} for field in ("members", "authorities"))
    named, there = ({one.pk for one in some if one.is_named} for some in (page.members, page.authorities))
    actions.name_on_topic(
        actor=request.reader,
        topic=topic,
        members=[one for one in page.inside if one.public_id in chosen],
        authorities=[one for one in page.offices if one.public_id in offices],
    )
    gone = [one for one in page.inside if one.public_id in named - chosen]
    left = [one for one in page.offices if one.public_id in there - offices]
    if gone or left:
        actions.unname_on_topic(actor=request.reader, topic=topic, members=gone, authorities=left)
    messages.success(request, _("Those who are named have been changed."))
    return HttpResponseRedirect(reverse("forum:readers", args=[public_id]))


@require_POST
def call_in(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = _topic(request, public_id)
    require(access.can_name_coordinator, request.reader, topic)
    asked = request.POST.get("coordinator", "")
    coordinator = Membership.objects.visible_to(request.reader).filter(public_id=asked).first()
    try:
        if coordinator is None:
            raise Conflict(_("Choose a coordinator of the network."))
        actions.call_in_coordinator(actor=request.reader, topic=topic, coordinator=coordinator)
        messages.success(request, _("The coordinator is named on the topic and reads it from now on."))
    except Conflict as conflict:
        messages.error(request, str(conflict.reason))
    return HttpResponseRedirect(reverse("forum:readers", args=[public_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def post_code(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = get_object_or_404(
        Post.objects.visible_to(request.reader).select_related("topic__forum", "author"), public_id=public_id
    )
    codes = _post_codes(request.reader, post)
    if not codes:
        # Says why, by the verb.
        require(access.can_raise_post_code, request.reader, post)
    form = CodeForm(
        sent(request),
        codes=codes,
        says_why=says_why(request.reader, post.author),
        initial={"code": post.code or post.topic.code},
    )
    page = about_post(
        post,
        title=_("Handling code of a post"),
        lead=_(
            "The stricter of the codes of topic and post holds. Who may not read the post any more loses it at once."
        ),
        button=_("Set the code"),
    )

    def act() -> None:
        data = form.cleaned_data
        actions.set_post_code(actor=request.reader, post=post, code=data["code"], reason=data.get("reason", ""))

    after, both = post.topic.get_absolute_url(), deciding(request, form, post, act)
    return answer(request, form, both, page=lambda: page, done=_("The handling code has been changed."), then=after)


@require_http_methods(["GET", "HEAD", "POST"])
def file_code(request: ReaderRequest, public_id: str) -> HttpResponse:
    visible = Attachment.objects.visible_to(request.reader).select_related("post__topic__forum", "post__author")
    found = get_object_or_404(visible, public_id=public_id)
    post, binds = found.post, effective(found.post.topic.code, found.post.code)
    may_raise = can(access.can_raise_file_code, request.reader, found)
    now = effective(binds, found.code)
    codes = _codes(now, binds, may_raise, can(access.can_lower_file_code, request.reader, found))
    if not codes:
        require(access.can_raise_file_code, request.reader, found)
    form = CodeForm(sent(request), codes=codes, says_why=says_why(request.reader, post.author), initial={"code": now})
    page = ActPage(
        title=_("Handling code of a file"),
        lead=_("The strictest of the codes of topic, post and file holds. Who may not open it any more sees no file."),
        button=_("Set the code"),
        back=post.get_absolute_url(),
        subject=found.name,
        trail=to_post(post),
        code=now,
    )

    def act() -> None:
        data = form.cleaned_data
        actions.set_file_code(actor=request.reader, attachment=found, code=data["code"], reason=data.get("reason", ""))

    after, both = post.get_absolute_url(), deciding(request, form, post, act)
    return answer(request, form, both, page=lambda: page, done=_("The handling code has been changed."), then=after)


def _post_codes(reader: Membership, post: Post) -> tuple[CodeWords, ...]:
    may_raise = can(access.can_raise_post_code, reader, post)
    may_lower = can(access.can_lower_post_code, reader, post)
    return _codes(post.code or post.topic.code, post.topic.code, may_raise, may_lower)


def _codes(now: str, binds: str, may_raise: Verdict, may_lower: Verdict) -> tuple[CodeWords, ...]:
    """Return the codes which what has NOW may be given: stricter ones, and wider ones down to what BINDS it anyway."""
    allowed = [code for code in STRICTNESS if is_stricter(code, now)] if may_raise else []
    if may_lower:
        allowed += [code for code in STRICTNESS if is_stricter(now, code) and not is_stricter(binds, code)]
    return code_words(allowed)


def _page(request: ReaderRequest, public_id: str) -> ReadersPage:
    return ReadersPage.load(request.reader, TopicHead.find(request.reader, public_id))


def _show(
    request: ReaderRequest,
    page: ReadersPage,
    *,
    status: int = 200,
    form: NamingForm | None = None,
    code_form: CodeForm | None = None,
) -> HttpResponse:
    """Show who reads, with what was sent and is wrong in one of its two forms."""
    named = {"form": form} if form else {}
    code_form = code_form or CodeForm(codes=page.codes, says_why=page.says_why)
    return render_page(request, page, status=status, code_form=code_form, **named)


def _topic(request: ReaderRequest, public_id: str) -> Topic:
    found: Topic = get_object_or_404(
        Topic.objects.visible_to(request.reader).select_related("forum", "author"), public_id=public_id
    )
    return found


def _choices(candidates: Sequence[Candidate]) -> list[tuple[str, str]]:
    return [(one.pk, one.label) for one in candidates]
