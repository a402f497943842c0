"""Reports of sealed messages: the list, one with its proof, and how the case ends. These pages need no scripts."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from messaging.access import can_judge_report, can_message
from messaging.actions.reports import judge_report
from messaging.forms.reports import JudgeForm
from messaging.models import Report
from messaging.pages.reports import ReportPage, ReportsPage
from network.guard import require
from network.middleware import ReaderRequest
from network.page import render_page
from network.views.acts import answer, deciding, sent


@require_safe
def reports(request: ReaderRequest) -> HttpResponse:
    require(can_message, request.reader)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    return render_page(request, ReportsPage.load(request.reader, before=before, after=after))


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ReaderRequest, public_id: str) -> HttpResponse:
    require(can_message, request.reader)
    rows = Report.objects.visible_to(request.reader).select_related("reporter", "judged_by__authority__body")
    found: Report = get_object_or_404(rows, public_id=public_id)
    if request.method == "POST":
        require(can_judge_report, request.reader, found)
    form = JudgeForm(sent(request))

    def act() -> None:
        upheld = form.cleaned_data["outcome"] == Report.Outcome.UPHELD
        judge_report(actor=request.reader, report=found, upheld=upheld, answer=form.cleaned_data["answer"])

    return answer(
        request,
        form,
        deciding(request, form, found, act),
        page=lambda: ReportPage.load(request.reader, found),
        done=_("The report is judged, and the reporter is told."),
        then=reverse("messaging:reports"),
    )
