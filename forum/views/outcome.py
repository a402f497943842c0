"""The author says whether an answer solved the problem."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum import actions
from forum.access.outcome import can_say_outcome
from forum.models import Topic
from network.guard import require
from network.middleware import ReaderRequest


@require_POST
def outcome(request: ReaderRequest, public_id: str) -> HttpResponse:
    visible = Topic.objects.visible_to(request.reader).select_related("forum")
    topic: Topic = get_object_or_404(visible, public_id=public_id)
    require(can_say_outcome, request.reader, topic)
    answer = request.POST.get("answer", "")
    if answer not in {"solved", "not_yet"}:
        raise Http404
    actions.say_outcome(actor=request.reader, topic=topic, solved=answer == "solved")
    said = _("The topic is solved. Thank you for saying so.") if answer == "solved" else _("The topic is open again.")
    messages.success(request, said)
    return HttpResponseRedirect(topic.get_absolute_url())
