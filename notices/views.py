"""The page on which a member decides about mail."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.middleware import ReaderRequest
from network.views.acts import answer, sent
from notices.actions import choose_mail
from notices.forms import MailForm
from notices.pages import MailPage


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: ReaderRequest) -> HttpResponse:
    page = MailPage.load(request.reader)
    form = MailForm(sent(request), initial={"waiting": page.waiting})
    return answer(
        request,
        form,
        lambda: choose_mail(actor=request.reader, waiting=form.cleaned_data["waiting"]),
        page=lambda: page,
        done=_("Your decision about mail is kept."),
        then=reverse("notices:mail"),
    )
