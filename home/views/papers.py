"""What this is, what we cannot promise, how one writes: for everybody, signed in or not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.bundle import bundle

PAPERS = {name: f"home/paper_{name}.html" for name in ("counterpart", "promises", "writing")}


@require_safe
def paper(request: HttpRequest, name: str) -> HttpResponse:
    template = PAPERS.get(name)
    if template is None:
        raise Http404
    return render(request, template, {"bundle": bundle()} if name == "promises" else None)
