"""An authority."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from network.middleware import ReaderRequest
from network.models import Authority
from network.page import render_page
from network.pages.authorities import AuthorityPage


@require_safe
def authority(request: ReaderRequest, public_id: str) -> HttpResponse:
    visible = Authority.objects.visible_to(request.reader).select_related("body", "succeeded_by")
    found = get_object_or_404(visible, public_id=public_id)
    return render_page(request, AuthorityPage.load(request.reader, found))
