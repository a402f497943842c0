"""The preview: for a page without scripts a page, for a script the part inside it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from network.middleware import ReaderRequest
from network.page import render_page
from writing.files.arriving import sent_files
from writing.files.fields import CODES, KEPT
from writing.forms import PreviewForm
from writing.pages.preview import PreviewPage


@require_POST
def preview(request: ReaderRequest) -> HttpResponse:
    form = PreviewForm(request.POST)
    is_part = "X-Part" in request.headers
    page = PreviewPage.load(request.reader, form, request.POST, request.GET.get("to", ""), is_part=is_part)
    if request.FILES:
        # Without scripts the files of the composer come along: they wait, and the form below names them.
        sent = sent_files(request)
        known = request.POST.getlist(KEPT)
        new = [file.public_id for file in sent.files if file.public_id not in known]
        page.others.extend((KEPT, public_id) for public_id in new)
        page.others.extend(
            (CODES, f"{public_id}:{sent.codes[public_id]}") for public_id in new if public_id in sent.codes
        )
        for fault in sent.faults:
            messages.error(request, fault)
    extra: dict[str, Any] = {"part": is_part}
    return render_page(request, page, status=200 if form.is_valid() else 422, **extra)
