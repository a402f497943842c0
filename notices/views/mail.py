"""The page on which a member decides about mail."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from network.middleware import ReaderRequest
from network.views.acts import answer, sent
from notices.actions import choose_mail
from notices.forms.mail import MailForm
from notices.pages.mail import MailPage


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: ReaderRequest) -> HttpResponse:
    page = MailPage.load(request.reader)
    kept = {name: getattr(page, name) for name in MailForm.base_fields}
    form = MailForm(sent(request), initial=kept)
    return answer(
        request,
        form,
        lambda: choose_mail(actor=request.reader, **form.cleaned_data),
        page=lambda: page,
        done=_("Your decision about mail is kept."),
        then=reverse("notices:mail"),
    )
