"""Reporting a post, the queues of reports, and judging one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forum import actions
from forum.access.order import can_flag, can_judge, can_see_reports
from forum.forms.order import FlagForm, JudgeForm
from forum.models import Flag
from forum.pages.acts import about_post
from forum.pages.reports import ReportPage, ReportsPage
from forum.views.order import find_post
from network.guard import require
from network.middleware import ReaderRequest
from network.models import Network
from network.page import render_page
from network.views.acts import answer, deciding, sent


@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: ReaderRequest, public_id: str) -> HttpResponse:
    post = find_post(request, public_id)
    require(can_flag, request.reader, post)
    page = about_post(
        post,
        title=_("Report a post"),
        lead=_("The coordinators of the network judge it. The author is not told who reported; you hear how it ends."),
        button=_("Report the post"),
    )
    form = FlagForm(sent(request))

    def act() -> None:
        actions.flag_post(actor=request.reader, post=post, **form.cleaned_data)

    done = _("Thank you. The report waits to be judged.")
    return answer(request, form, deciding(request, form, post, act), page=lambda: page, done=done, then=page.back)


@require_safe
def reports(request: ReaderRequest) -> HttpResponse:
    """The secretariat's queue."""
    require(can_see_reports, request.reader, None)
    return render_page(request, _queue(request, None))


@require_safe
def network_reports(request: ReaderRequest, public_id: str) -> HttpResponse:
    network = get_object_or_404(Network.objects.visible_to(request.reader), public_id=public_id)
    require(can_see_reports, request.reader, network)
    return render_page(request, _queue(request, network))


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ReaderRequest, public_id: str) -> HttpResponse:
    """One report, for whoever made it and whoever judges."""
    found = _report(request, public_id)
    if request.method != "POST":
        form = JudgeForm(initial={"seen": found.status})
        return render_page(request, ReportPage.load(request.reader, found), form=form)
    require(can_judge, request.reader, found)
    form = JudgeForm(request.POST)

    def act() -> None:
        data = form.cleaned_data
        actions.judge_flag(actor=request.reader, flag=found, **data)

    def page() -> ReportPage:
        return ReportPage.load(request.reader, _report(request, public_id))

    network = [found.network.public_id]
    secretariat = request.reader.is_secretariat
    then = reverse("forum:reports") if secretariat else reverse("forum:network_reports", args=network)
    both = deciding(request, form, found.post, act)
    return answer(request, form, both, page=page, done=_("The report is judged."), then=then)


def _report(request: ReaderRequest, public_id: str) -> Flag:
    rows = Flag.objects.visible_to(request.reader).select_related(
        "network", "post__topic__forum__network", "post__author__authority__body", "flagged_by__authority__body"
    )
    found: Flag = get_object_or_404(rows, public_id=public_id)
    return found


def _queue(request: ReaderRequest, network: Network | None) -> ReportsPage:
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    return ReportsPage.load(request.reader, network, before=before, after=after)
