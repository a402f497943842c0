"""Those who bring a password wait for each other, before they take what readers need (docs/decisions/0008)."""

from collections.abc import Callable
from threading import BoundedSemaphore

from django.http import HttpRequest, HttpResponse

from network.gate import PASSWORDS
from network.middleware import route_name
from network.passwords import AT_ONCE, PATIENCE

_turns = BoundedSemaphore(AT_ONCE)


def brings_password(method: str | None, path: str) -> bool:
    return method == "POST" and route_name(path) in PASSWORDS


class LaneMiddleware:
    """Lets in as many as are compared at once. The others hold a thread, and neither a connection nor a lock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not brings_password(request.method, request.path_info):
            return self.get_response(request)
        # Who waited too long goes on and is told by network/passwords.py, in the words for a rush.
        admitted = _turns.acquire(timeout=PATIENCE)
        try:
            return self.get_response(request)
        finally:
            if admitted:
                _turns.release()
