"""What this is, and what we cannot promise: for everybody, signed in or not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

PAPERS = {"counterpart": "home/paper_counterpart.html", "promises": "home/paper_promises.html"}


@require_safe
def paper(request: HttpRequest, name: str) -> HttpResponse:
    template = PAPERS.get(name)
    if template is None:
        raise Http404
    return render(request, template)
