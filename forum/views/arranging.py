"""Moving, splitting and merging topics; the old address of a merged one leads on."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum import actions
from forum.access.arranging import can_arrange
from forum.forms.arranging import MergeForm, MoveForm, SplitForm
from forum.forms.posts import PUBLIC_ID
from forum.models import Post, Topic
from forum.pages.acts import about_topic
from forum.pages.arranging import MovePage, SplitPage
from forum.pages.heads import TopicHead
from network.conflicts import Conflict
from network.guard import Refused, require
from network.middleware import ReaderRequest
from network.page import render_page
from network.views.acts import answer, attempt, deciding, sent

MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = _topic(request, public_id)
    page = MovePage.load(request.reader, topic)
    form = MoveForm(sent(request), forums=page.forums)

    def act() -> None:
        forum, reason = form.cleaned_data["forum"], _reason(form)
        _said(lambda: actions.move_topic(actor=request.reader, topic=topic, forum=forum, reason=reason))

    done = _("The topic has been moved. Its address stays the same.")
    both = deciding(request, form, topic, act)
    return answer(request, form, both, page=lambda: page, done=done, then=topic.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = _topic(request, public_id)
    asked = request.GET.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    page = SplitPage.load(request.reader, TopicHead.find(request.reader, public_id), after)
    form = SplitForm(sent(request), states=page.states)
    made: list[Topic] = []

    def act() -> None:
        wanted = [one for one in request.POST.getlist("posts")[:MOST] if PUBLIC_ID.fullmatch(one)]
        posts = list(Post.objects.visible_to(request.reader).filter(topic=topic, public_id__in=wanted))
        title, reason = form.cleaned_data["title"], _reason(form)
        made.append(
            actions.split_topic(
                actor=request.reader,
                topic=topic,
                posts=posts,
                title=title,
                reason=reason,
                states=[int(pk) for pk in form.cleaned_data.get("states", ())],
            )
        )

    status = attempt(form, deciding(request, form, topic, act)) if request.method == "POST" else 200
    if status:
        chosen = set(request.POST.getlist("posts"))
        return render_page(request, page, status=status, form=form, chosen=chosen)
    messages.success(request, _("The posts stand in a topic of their own."))
    return HttpResponseRedirect(made[0].get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: ReaderRequest, public_id: str) -> HttpResponse:
    topic = _topic(request, public_id)
    form = MergeForm(sent(request))
    page = about_topic(
        topic,
        title=_("Merge into another topic"),
        lead=_(
            "All posts go below those of the other topic, in the order of their time. The address of this topic leads "
            "there. This cannot be undone."
        ),
        button=_("Merge the topics"),
        grave=True,
    )

    def act() -> None:
        wanted = form.cleaned_data["target"]
        target = Topic.objects.visible_to(request.reader).select_related("forum").filter(public_id=wanted).first()
        if target is None:
            raise Conflict(_("There is no such topic. Open the other topic and copy its address."))
        _said(lambda: actions.merge_topics(actor=request.reader, topic=topic, target=target, reason=_reason(form)))

    then = reverse("forum:topic", args=[public_id])
    both = deciding(request, form, topic, act)
    return answer(request, form, both, page=lambda: page, done=_("The topics are one now."), then=then)


def led_on(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Lead to the topic into which the one with PUBLIC_ID was merged; whoever may not see that finds nothing (404)."""
    target = get_object_or_404(Topic.objects.visible_to(request.reader), absorbed__public_id=public_id)
    return HttpResponseRedirect(target.get_absolute_url())


def _topic(request: ReaderRequest, public_id: str) -> Topic:
    visible = Topic.objects.visible_to(request.reader).select_related("forum__network", "author")
    found: Topic = get_object_or_404(visible, public_id=public_id)
    require(can_arrange, request.reader, found)
    return found


def _said(act: Callable[[], object]) -> None:
    """Do ACT; that the chosen place does not do is said at the form, where another can be chosen."""
    try:
        act()
    except Refused as refused:
        raise Conflict(refused.reason) from refused


def _reason(form: MoveForm | SplitForm | MergeForm) -> str:
    reason: str = form.cleaned_data["reason"]
    return reason
