"""The record of acts: read page by page, and taken away as a table."""

import csv
from io import StringIO

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from network.access import can_read_audit
from network.actions.audit import export_audit
from network.forms.audit import AuditFilterForm
from network.fresh import needs_fresh_factor
from network.guard import can
from network.middleware import ReaderRequest
from network.page import render_page
from network.pages.audit import AuditPage


@require_safe
def audit(request: ReaderRequest) -> HttpResponse:
    if not can(can_read_audit, request.reader):
        raise Http404
    form = AuditFilterForm(request.GET or None, reader=request.reader)
    page = AuditPage.load(
        request.reader,
        form.wanted(),
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    return render_page(request, page, form=form)


@require_safe
@needs_fresh_factor
def export(request: ReaderRequest) -> HttpResponse:
    if not can(can_read_audit, request.reader):
        raise Http404
    form = AuditFilterForm(request.GET or None, reader=request.reader)
    table = StringIO()
    csv.writer(table).writerows(export_audit(actor=request.reader, wanted=form.wanted()))
    # The mark at the beginning tells a spreadsheet that this is UTF-8.
    response = HttpResponse("\ufeff" + table.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="record-of-acts-{timezone.now():%Y-%m-%d}.csv"'
    return response
