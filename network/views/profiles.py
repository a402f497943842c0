"""A member, as others may see him or her."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from network.middleware import ReaderRequest
from network.models import Membership
from network.page import render_page
from network.pages.profiles import ProfilePage


@require_safe
def profile(request: ReaderRequest, public_id: str) -> HttpResponse:
    visible = Membership.objects.visible_to(request.reader).select_related("authority__body", "member")
    found = get_object_or_404(visible, public_id=public_id)
    return render_page(request, ProfilePage.load(request.reader, found))
