"""Whether this process lives, and whether it can serve: without sign-in, and without detail."""

import logging
import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jobs.health import worker_is_alive
from live.health import layer_is_alive
from network.patience import no_longer_than

log = logging.getLogger(__name__)

# Below this a database can no longer be written safely.
DISK_LEAST_BYTES = 50_000_000
# A database that answers later than that is not there for a page of several statements.
LONGEST_ANSWER = 2.0  # seconds


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, channel layer, job worker and disk are there, else 503; which one is only logged."""
    failing = [name for name, check in CHECKS.items() if not check()]
    if failing:
        log.error("not ready: %s", ", ".join(failing))
        return HttpResponse("not ready\n", status=503, content_type="text/plain", headers={"Retry-After": "10"})
    return HttpResponse("ready\n", content_type="text/plain")


def _database() -> bool:
    try:
        with no_longer_than(LONGEST_ANSWER), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _worker() -> bool:
    try:
        with no_longer_than(LONGEST_ANSWER):
            return worker_is_alive()
    except DatabaseError:
        return False


def _disk() -> bool:
    return shutil.disk_usage(settings.DATA).free > DISK_LEAST_BYTES


CHECKS = {"database": _database, "channel layer": layer_is_alive, "job worker": _worker, "disk": _disk}
