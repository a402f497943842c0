"""The door to which the socket's bell sends a browser: the rule is asked again, and nothing is told that is not new."""

from functools import partial

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from forum import actions
from forum.forms.posts import PUBLIC_ID
from forum.pages.arrivals import ArrivalsPage, counts
from forum.pages.heads import TopicHead
from forum.pages.line import StandingLine
from forum.views.after import after
from network.middleware import ReaderRequest
from network.models import Network
from network.visits import note_read

MOST_IDS = 100


@require_safe
def topic_since(request: ReaderRequest, public_id: str, seq: int) -> HttpResponse:
    """Answer with the posts after SEQ: `html`, `seq` of the last, how many (`count`), whether there is `more`, `state`.

    What a browser fetches by itself (X-Passive) may stay unseen, so only what a person asked for counts as read.
    """
    head = TopicHead.find(request.reader, public_id)
    # No topic reaches a number that a column could not hold.
    page = ArrivalsPage.load(request.reader, head, min(seq, 999_999_999))
    note_read(request.reader, Network(pk=head.network_id), "forum:topic_since", head.public_id)
    seqs = [post.seq for post in page.posts]
    html = render_to_string(page.template, {"page": page}, request)
    said = {"seq": max(seqs, default=seq), "count": len(seqs), "more": page.has_more, "state": head.state}
    response = JsonResponse({"html": html, **said})
    if "X-Passive" in request.headers:
        return response
    return after(
        response,
        partial(actions.mark_read, reader=request.reader, topic_id=head.pk, mark=page.mark, seqs=seqs),
        request,
    )


@require_safe
def standing(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Answer with the line that says how the topic stands: status, whose turn it is, code, who reads."""
    head = TopicHead.find(request.reader, public_id)
    page = StandingLine.load(request.reader, head)
    note_read(request.reader, Network(pk=head.network_id), "forum:standing", head.public_id)
    return HttpResponse(render_to_string(page.template, {"page": page, "topic": page.topic}, request))


@require_safe
def unread_counts(request: ReaderRequest) -> HttpResponse:
    """Answer with what is unread in the topics and forums asked for (?topics=ID,ID&forums=ID), at most 100 of each."""
    return JsonResponse(counts(request.reader, _ids(request, "topics"), _ids(request, "forums")))


def _ids(request: ReaderRequest, name: str) -> list[str]:
    asked = request.GET.get(name, "").split(",")[:MOST_IDS]
    return [one for one in asked if PUBLIC_ID.fullmatch(one)]
