"""Where a reader goes back to after a step of signing in: an address of this house and nothing else."""

import re

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

# A browser reads "/\host" as "//host", and drops tabs and line ends inside an address.
UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
LONGEST = 2000


def safe_path(value: str) -> str:
    """Return VALUE if it is a path of this host, beginning with one slash; else ""."""
    if not value.startswith("/") or value.startswith("//") or len(value) > LONGEST or UNSAFE.search(value):
        return ""
    # The sealed token of a mailed link is no place to return to.
    if value.startswith("/link/") or not url_has_allowed_host_and_scheme(value, allowed_hosts=None):
        return ""
    return value


def next_path(request: HttpRequest) -> str:
    """Return the safe `next` of the form or the address, or ""."""
    return safe_path(request.POST.get("next") or request.GET.get("next") or "")
