"""A post changed by its author, what it said before, and one post as a page holds it."""

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe

from forum import access, actions
from forum.cursors import ThreadCursor
from forum.forms.editing import EditForm
from forum.models import Post
from forum.pages.editing import EditPage
from forum.pages.heads import TopicHead
from forum.pages.history import HistoryPage
from forum.pages.topic import TopicPage
from forum.querysets.threads import path_of
from network.guard import require
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.visits import note_read
from writing.files.arriving import drafted_files, sent_files


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = _find(request, public_id)
    require(access.can_edit_post, request.reader, post)
    page = EditPage.load(request.reader, post)
    if request.method != "POST":
        kept = drafted_files(request.reader, page.draft.fields) if page.draft else None
        form = EditForm(initial=page.begun, needs_reason=page.needs_reason)
        return render_page(request, page, form=form, sent_files=kept)
    form = EditForm(request.POST, needs_reason=page.needs_reason)
    files = sent_files(request)
    if not form.is_valid() or files.faults:
        return render_page(request, page, form=form, sent_files=files, status=422)
    typed = form.cleaned_data
    try:
        actions.edit_post(
            actor=request.reader,
            post=post,
            body=typed["body"],
            version=typed["version"],
            reason=typed.get("reason", ""),
            decided=form.check.decided,
            draft=typed["draft"],
            files=files.files,
            file_codes=files.codes,
        )
    except actions.EditedMeanwhile as conflict:
        page = EditPage.load(request.reader, conflict.post, typed=typed["body"])
        form.add_error("body", str(conflict.reason))
        return render_page(request, page, form=form.over(conflict.post.version), sent_files=files, status=409)
    return HttpResponseRedirect(post.get_absolute_url())


@require_safe
def history(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = _find(request, public_id)
    note_read(request.reader, Network(pk=post.topic.network_id), "forum:history", post.public_id)
    return render_page(request, HistoryPage.load(request.reader, post))


@require_safe
def post_part(request: ReaderRequest, public_id: str, seq: int) -> HttpResponse:
    """Answer with the post SEQ of a topic as its page holds it (`html`): what open pages put in its place."""
    head = TopicHead.find(request.reader, public_id)
    flat = request.GET.get("view") == "flat"
    key = str(seq) if flat else path_of(head.pk, seq)
    page = TopicPage.load(request.reader, head, ThreadCursor("flat" if flat else "nested", "from", key))
    if not page.posts or page.posts[0].seq != seq:
        raise Http404
    note_read(request.reader, Network(pk=head.network_id), "forum:post_part", head.public_id)
    return JsonResponse({"html": render_to_string("forum/_one_post.html", {"page": page}, request)})


def _find(request: ReaderRequest, public_id: str) -> Post:
    visible = Post.objects.visible_to(request.reader).select_related("topic__forum", "topic__network")
    found: Post = get_object_or_404(visible, public_id=public_id)
    return found
