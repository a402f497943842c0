"""The two floors: a page that never changes, and the least that a durable write can be."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

# 10 kB that compress about as well as a page of text does: numbered lines, all different.
LINES = "".join(
    f"<p>Line {n}: the request {n * 7919 % 10007} went on to office {n * 104729 % 9973}.</p>\n" for n in range(148)
)
PAGE = f"<!doctype html><html lang=en><title>Floor</title><main>\n{LINES}</main></html>\n".ljust(10_240)[:10_240]
TABLE = "benchmark_bare"


def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


@require_POST
def bare_insert(request: HttpRequest) -> HttpResponse:
    """Write one row of the text that came, in a transaction of its own, and send the browser on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (body) VALUES (%s)", [request.POST["body"]])
    return HttpResponseRedirect("/floor/")
