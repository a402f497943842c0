"""Fresh proof: some acts ask for a second factor shown within the last five minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from network.carry import carry_form
from network.gate import FRESH_MINUTES
from network.models import Session
from network.returning import safe_path

View = Callable[..., HttpResponse]


def is_fresh(row: Session | None, now: datetime | None = None) -> bool:
    """Whether the session ROW has shown a second factor within the last five minutes."""
    if row is None or row.factor_at is None:
        return False
    age = (now or timezone.now()) - row.factor_at
    # A clock set back must not make an old proof fresh.
    return timedelta(0) <= age <= timedelta(minutes=FRESH_MINUTES)


def needs_fresh_factor(view: View) -> View:
    """Decorate VIEW(request, …): without fresh proof the reader first shows the second factor, then comes back.

    A form that was sent travels along sealed and is confirmed afterwards, except one that holds a secret: for that the
    reader returns to the empty page. Put it under `require_POST`, on the page that shows the form as well.
    """

    @wraps(view)
    def fresh(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request.row):
            return view(request, *args, **kwargs)
        return prove_again(request)

    return fresh


def prove_again(request: Any, *, carries: bool = True) -> HttpResponse:
    """Answer with the page of the second factor, which leads back here.

    The form that was sent travels along; with CARRIES false it stays behind, and the page leads to where it stood.
    """
    # Views and the gate import this module: it can ask for them only when it is used.
    from network.middleware import wants_part
    from network.views.sign_in import show_second_factor

    if wants_part(request):
        return JsonResponse({"error": "second_factor"}, status=401)
    if carries and request.method == "POST":
        carried = carry_form(request, request.reader.member.public_id, for_proof=True)
        if carried:
            return show_second_factor(request, carried)
    path = request.get_full_path() if request.method in {"GET", "HEAD"} else _page_before(request)
    return HttpResponseRedirect(f"{reverse('network:second_factor')}?{urlencode({'next': path})}")


def _page_before(request: HttpRequest) -> str:
    """Return the page on which the form stood: its own address may answer to POST only."""
    before = urlsplit(request.headers.get("Referer", ""))
    return safe_path(before.path) if before.netloc == request.get_host() else "/"
