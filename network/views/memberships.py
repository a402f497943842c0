"""The end of a membership."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.access import can_end_membership
from network.actions.memberships import end_membership as end
from network.forms.acts import ReasonForm
from network.fresh import needs_fresh_factor
from network.guard import require
from network.middleware import ReaderRequest
from network.models import Membership
from network.pages.acts import ActPage
from network.views.acts import answer, deciding, sent


@require_http_methods(["GET", "HEAD", "POST"])
@needs_fresh_factor
def end_membership(request: ReaderRequest, public_id: str) -> HttpResponse:
    reader = request.reader
    visible = Membership.objects.visible_to(reader).select_related("authority__body", "member")
    membership = get_object_or_404(visible, public_id=public_id)
    require(can_end_membership, reader, membership)
    form = ReasonForm(sent(request))
    profile = reverse("network:profile", args=[public_id])
    page = ActPage(
        title=_("End this membership"),
        lead=_(
            "Access ends at once, on every device. Places in networks end, invitations made are void. "
            "What was written stays, under function and State."
        ),
        button=_("End the membership now"),
        back=profile,
        subject=f"{membership.function_name}, {membership.authority.name}, {membership.authority.body.name}",
        grave=True,
    )

    def act() -> None:
        end(actor=reader, membership=membership, reason=form.cleaned_data["reason"])

    return answer(
        request,
        form,
        deciding(request, form, membership, act),
        page=lambda: page,
        done=_("The membership has ended."),
        then=profile,
    )
