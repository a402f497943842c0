"""What is done when the answer has left: nobody waits for it, and a fault in it is nobody's error page."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)
R = TypeVar("R", bound=HttpResponseBase)


def after(response: R, act: Callable[[], object], request: HttpRequest) -> R:
    """Return RESPONSE, which does ACT when it is closed; a page that a browser fetched ahead was read by nobody."""
    if "prefetch" in request.headers.get("Sec-Purpose", "") or request.method != "GET":
        return response

    def closed() -> None:
        try:
            act()
        except DatabaseError:
            logger.exception("A reading mark was not kept.")

    response._resource_closers.append(closed)  # type: ignore[attr-defined]
    return response
