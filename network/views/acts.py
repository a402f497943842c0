"""How a page that asks once more answers: done and back, or the sentence that says why not."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from network.conflicts import Conflict
from network.forms.words import WordsForm
from network.middleware import ReaderRequest
from network.page import Page, render_page


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, for a form to bind to: on POST also when it is empty."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, act: Callable[[], object]) -> int:
    """Do ACT when FORM is valid. Return 0 when it is done, else the status with which the form is shown again.

    What the act objects to stands in the form: 422 for what was typed, 409 when somebody else was first.
    """
    if not form.is_valid():
        return 422
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return 422
    except Conflict as conflict:
        form.add_error(None, str(conflict.reason))
        return 409
    return 0


def deciding(
    request: ReaderRequest, form: WordsForm, thing: Model | None, act: Callable[[], object]
) -> Callable[[], None]:
    """Return ACT with what its writer decided about the words of FORM, valid by then, kept with it.

    Both are done or neither. It is kept beside THING; without one, beside what ACT makes.
    """

    @transaction.atomic
    def both() -> None:
        made = act()
        about = thing or made
        assert isinstance(about, Model)
        form.keep(request.reader, about)

    return both


def answer(
    request: ReaderRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    page: Callable[[], Page],
    done: str,
    then: str,
) -> HttpResponse:
    """On GET show PAGE with FORM; on POST do ACT, say DONE and go to THEN, or show the form again with its faults."""
    status = attempt(form, act) if request.method == "POST" else 200
    if status:
        return render_page(request, page(), status=status, form=form)
    messages.success(request, done)
    return HttpResponseRedirect(then)


def answer_button(request: ReaderRequest, act: Callable[[], object], *, done: str, then: str) -> HttpResponse:
    """Do ACT, for which a button asks without a form; say DONE, or that somebody else was first, and go to THEN."""
    try:
        act()
        messages.success(request, done)
    except Conflict as conflict:
        messages.error(request, str(conflict.reason))
    return HttpResponseRedirect(then)
