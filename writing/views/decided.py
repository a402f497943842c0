"""Acts that come with words: what their writer decided about personal data in them is kept with the act, or neither."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Model

from network.middleware import ReaderRequest
from writing.actions import record_findings
from writing.forms import WordsForm


def deciding(request: ReaderRequest, form: WordsForm, thing: Model, act: Callable[[], object]) -> Callable[[], None]:
    """Return ACT with the decisions of FORM, which is valid by then, kept beside THING."""

    @transaction.atomic
    def both() -> None:
        act()
        record_findings(actor=request.reader, thing=thing, decided=form.check.decided)

    return both
