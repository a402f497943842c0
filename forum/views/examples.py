"""The example of a good topic: the forum's own, else an invented one; choosing it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forum import actions
from forum.models import Topic
from forum.pages.examples import ExamplePage
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.visits import note_read


@require_safe
def example(request: ReaderRequest, public_id: str) -> HttpResponse:
    """Lead to the topic that the coordinator chose if it is of the kind asked for, else show an invented one."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in Topic.Kind.values else Topic.Kind.QUESTION
    page = ExamplePage.load(request.reader, public_id, kind)
    note_read(request.reader, Network(pk=page.forum.network_id), "forum:example", public_id)
    of_kind = Topic.objects.visible_to(request.reader).filter(kind=kind)
    topic = of_kind.filter(pk=page.forum.example_id).first() if page.forum.example_id else None
    return HttpResponseRedirect(topic.get_absolute_url()) if topic else render_page(request, page)


@require_POST
def use(request: ReaderRequest, public_id: str) -> HttpResponse:
    visible = Topic.objects.visible_to(request.reader).select_related("forum__network")
    topic: Topic = get_object_or_404(visible, public_id=public_id)
    chosen = topic.forum.example_id != topic.pk
    actions.set_example(actor=request.reader, topic=topic, chosen=chosen)
    said = _("This topic is the example of its forum.") if chosen else _("This topic is the example no longer.")
    messages.success(request, said)
    return HttpResponseRedirect(topic.get_absolute_url())
