"""What all doors share: which verbs they know, how a refusal is said, how objects stand in JSON."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_http_methods

from messaging.packing import unpacked
from messaging.querysets.conversations import NotThere
from messaging.refusals import Malformed, Refusal
from network.guard import Refused
from network.middleware import ReaderRequest

View = Callable[..., HttpResponseBase]
# What JSON adds around the objects of one request.
AROUND = 4096


def door(*methods: str) -> Callable[[View], View]:
    """Decorate a view that answers METHODS (GET brings HEAD along): refusals become JSON with their stable code."""
    verbs = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def decorate(view: View) -> View:
        @require_http_methods(verbs)
        @wraps(view)
        def answer(request: ReaderRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except NotThere:
                raise Http404 from None
            except Malformed:
                return said(Refusal("malformed"))
            except Refusal as refusal:
                return said(refusal)
            except Refused as refused:
                return JsonResponse({"code": "not-allowed", "message": str(refused.reason)}, status=403)

        return answer

    return decorate


def said(refusal: Refusal) -> HttpResponse:
    return JsonResponse({"code": refusal.code, "message": refusal.message, **refusal.more}, status=refusal.status)


class Sent:
    """The JSON object of a request that may hold objects of at most LIMIT bytes together."""

    def __init__(self, request: ReaderRequest, limit: int) -> None:
        most = limit * 4 // 3 + AROUND
        body = request.read(most + 1)
        if len(body) > most:
            raise Refusal("too-large")
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            raise Malformed from None
        if not isinstance(said, dict):
            raise Malformed
        self.said: dict[str, Any] = said

    def __contains__(self, name: str) -> bool:
        return name in self.said

    def object(self, name: str) -> bytes:
        return unpacked(self.said.get(name))

    def many(self, name: str, most: int) -> list[bytes]:
        """Return the objects of the list NAME, which may be left out; at most MOST."""
        found = self.said.get(name, [])
        if not isinstance(found, list) or len(found) > most:
            raise Malformed
        return [unpacked(one) for one in found]

    def number(self, name: str) -> int:
        """Return a number from 0 up to what a column holds."""
        found = self.said.get(name)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 1 << 63:
            raise Malformed
        return found


def number_in(request: ReaderRequest, name: str) -> int | None:
    """Return the number NAME of the address, None when there is none."""
    typed = request.GET.get(name, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise Malformed
    return int(typed)
