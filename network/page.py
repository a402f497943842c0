"""One screen: a frozen dataclass that loads all it shows, and the one way to turn it into an answer."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from network.slots import waiting_for


@dataclass(frozen=True)
class Page:
    """What a template shows. `queries` counts the statements which `load` makes: the same for 2 rows and for 50."""

    template: ClassVar[str]
    queries: ClassVar[int]


def render_page(request: HttpRequest, page: Page, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Answer with PAGE in its template, which finds it as `page`; EXTRA (e.g. a form) stands beside it.

    The frame around it shows how much waits: one statement, made before the template begins.
    """
    reader = getattr(request, "reader", None)
    waiting = waiting_for(reader) if reader is not None else {}
    return render(request, page.template, {"page": page, "waiting": waiting, **extra}, status=status)
