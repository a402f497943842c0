"""The preview: for a page without scripts a page, for a script the part inside it."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from network.middleware import ReaderRequest
from network.page import render_page
from writing.forms import PreviewForm
from writing.pages.preview import PreviewPage


@require_POST
def preview(request: ReaderRequest) -> HttpResponse:
    form = PreviewForm(request.POST)
    is_part = "X-Part" in request.headers
    page = PreviewPage.load(request.reader, form, request.POST, request.GET.get("to", ""), is_part=is_part)
    extra: dict[str, Any] = {"part": is_part}
    return render_page(request, page, status=200 if form.is_valid() else 422, **extra)
