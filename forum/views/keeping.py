"""What a reader does with a post for himself: keeps it, is reminded of it, says that it helped."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forum import actions
from forum.forms.bookmarks import BookmarkForm
from forum.forms.posts import PUBLIC_ID
from forum.models import Bookmark, Post
from forum.pages.bookmarks import BookmarkPage, BookmarksPage
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.views.acts import answer, sent
from network.visits import note_read


@require_POST
def helped(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Say that the post named helped, or take it back."""
    post = _named(request, public_id)
    act = actions.take_back_helped if "not" in request.POST else actions.say_helped
    act(actor=request.reader, post=post)
    return HttpResponseRedirect(post.get_absolute_url())


@require_safe
def helped_count(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Answer with how many the post helped: {"count": "3"}, "" for none."""
    post = _post(request, public_id)
    note_read(request.reader, post.topic.network, "forum:helped_count", public_id)
    return JsonResponse({"count": str(post.helped or "")})


@require_POST
def keep(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Keep the post named, or let it go."""
    post = _named(request, public_id)
    if "not" in request.POST:
        kept = get_object_or_404(Bookmark.objects.visible_to(request.reader), post=post)
        actions.let_go(actor=request.reader, bookmark=kept)
    elif not Bookmark.objects.visible_to(request.reader).filter(post=post).exists():
        actions.keep_post(actor=request.reader, post=post)
        messages.success(request, _("The post is among your bookmarks. There you can add a note and a reminder."))
    return HttpResponseRedirect(post.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def bookmark(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = _post(request, public_id)
    note_read(request.reader, post.topic.network, "forum:bookmark", public_id)
    page = BookmarkPage.load(request.reader, post)
    form = BookmarkForm(sent(request), zone=page.zone, initial=page.kept)

    def act() -> None:
        note, at = form.cleaned_data["note"], form.remind_at()
        actions.keep_post(actor=request.reader, post=post, note=note, remind_at=at)

    done = _("The bookmark is kept.")
    return answer(request, form, act, page=lambda: page, done=done, then=reverse("forum:bookmarks"))


@require_safe
def bookmarks(request: ReaderRequest) -> HttpResponse:
    page = BookmarksPage.load(request.reader, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    for network_id in {kept.post.topic.network_id for kept in page.bookmarks}:
        note_read(request.reader, Network(pk=network_id), "forum:bookmarks")
    return render_page(request, page)


def _named(request: ReaderRequest, topic_id: str) -> Post:
    """Return the post that a button names; one of another topic is none."""
    wanted = request.POST.get("post") or request.POST.get("not", "")
    if not PUBLIC_ID.fullmatch(wanted):
        raise Http404
    visible = Post.objects.visible_to(request.reader).select_related("topic__forum")
    found: Post = get_object_or_404(visible, topic__public_id=topic_id, public_id=wanted)
    return found


def _post(request: ReaderRequest, public_id: str) -> Post:
    visible = Post.objects.visible_to(request.reader).select_related("topic__forum", "topic__network")
    found: Post = get_object_or_404(visible, public_id=public_id)
    return found
