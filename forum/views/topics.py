"""A topic, read page by page; a post by its permalink."""

from functools import partial

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum import actions
from forum.access.sights import sight_of
from forum.cursors import ThreadCursor, thread_cursor
from forum.forms.posts import PUBLIC_ID
from forum.models import Post
from forum.pages.heads import TopicHead
from forum.pages.topic import TopicPage, sight_in
from forum.querysets.threads import first_new, start_around
from forum.quoting import without_quotes
from forum.views.after import after
from forum.views.arranging import led_on
from forum.views.begun import begun, begun_files
from network.middleware import ReaderRequest
from network.models import Membership, Network
from network.page import render_page
from network.visits import note_read
from writing.quotations import quoting


@require_safe
def topic(request: ReaderRequest, public_id: str) -> HttpResponse:
    try:
        head = TopicHead.find(request.reader, public_id)
    except Http404:
        # What was merged leads on; for whoever may not see where, it does not exist.
        return led_on(request, public_id)
    answers = _answered(request.reader, head, request.GET.get("reply", ""))
    page = TopicPage.load(request.reader, head, thread_cursor(request.GET), answers=answers)
    note_read(request.reader, Network(pk=head.network_id), "forum:topic", head.public_id)
    form = begun(page, _quoted(answers) if "quote" in request.GET else "")
    response = render_page(request, page, form=form, sent_files=begun_files(page))
    mark = partial(actions.mark_read, reader=request.reader, topic_id=head.pk, mark=page.mark, seqs=page.shown)
    return after(response, mark, request)


@require_safe
def unread(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Lead to the first post that the reader has not seen, or to the end when there is none."""
    head = TopicHead.find(request.reader, public_id)
    standing = head.standing(request.reader)
    sight = sight_in(head, request.reader)
    path = first_new(head.pk, standing.seq, standing.shown, standing.seen, sight)
    if path is None:
        return HttpResponseRedirect(f"{request.path.removesuffix('unread/')}?end=1#reply")
    cursor = ThreadCursor().query("from", start) if (start := start_around(head.pk, path, sight)) else ""
    return HttpResponseRedirect(f"{request.path.removesuffix('unread/')}{cursor}#unread")


@require_safe
def post(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Lead to the page of the topic that holds the post."""
    found = get_object_or_404(Post.objects.visible_to(request.reader).select_related("topic"), public_id=public_id)
    sight = sight_of(request.reader, found.topic_id, narrowed=found.topic.narrowed, coordinates=False)
    cursor = ThreadCursor().query("from", start) if (start := start_around(found.topic_id, found.path, sight)) else ""
    return HttpResponseRedirect(f"{found.topic.get_absolute_url()}{cursor}#post-{public_id}")


def _answered(reader: Membership, head: TopicHead, public_id: str) -> Post | None:
    """Return the post that a reply is begun to; one of another topic is none."""
    if not public_id:
        return None
    if not PUBLIC_ID.fullmatch(public_id):
        raise Http404
    found: Post = get_object_or_404(Post.objects.visible_to(reader), topic_id=head.pk, public_id=public_id)
    return found


def _quoted(answers: Post | None) -> str:
    """Return the text of the post that is answered as a quotation which names it."""
    if answers is None or answers.erased_at is not None:
        return ""
    return quoting(answers.public_id, without_quotes(answers.body)) + "\n\n"
