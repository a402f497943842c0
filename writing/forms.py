"""The field in which members write Markdown, and what forms ask where their words look like personal data."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.forms.words import WordsForm
from network.said import Keep
from network.text import clean_text
from writing.actions import record_findings
from writing.markdown import LONGEST, TooLong, Written
from writing.personal.check import CONFIRMED, NOTHING, SHOWN, Check, Marked, look


class MarkdownField(forms.CharField):
    """A text of several lines which can be rendered: neither too long nor with signs that cannot be kept."""

    widget = forms.Textarea

    def __init__(self, *, most: int = LONGEST, **options: Any) -> None:
        super().__init__(**{"label": _("Text"), "strip": False, **options})
        self.most = most

    def clean(self, value: Any) -> str:
        """Return the text as it is kept. Our cleaning comes first: it says more than Django's test for NUL."""
        text: str = super().clean(clean_text(str(value or ""), most=self.most).rstrip())
        try:
            return Written.of(text)
        except TooLong as error:
            raise ValidationError(str(error), code="long") from None


class DraftField(forms.IntegerField):
    """The version of the draft that a composer knows; anything else than a number counts as none."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})

    def clean(self, value: Any) -> int:
        return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9 else 0


# Under these names composers send what others will read: the text itself, and what stands above, below and beside it.
TEXTS = ("title", "body", "legal_basis", "deadline_reason", "poll_question", "poll_choices", "reason")
UNSETTLED = _("This looks like personal data. Remove it, or confirm below that it must stay.")


class CheckedForm(forms.Form):
    """A form whose texts are searched for personal data: what is found is removed or confirmed first.

    A poll, which has a form of its own, is sent with the text and looked at with it.
    """

    check: Check = NOTHING

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.check = _looked(self, TEXTS, cleaned)
        if not self.check.is_settled:
            self.add_error("body", UNSETTLED)
        return cleaned


def ask_about_words(form: WordsForm, names: Iterable[str], cleaned: Mapping[str, Any]) -> Keep:
    """Search the words of FORM under NAMES; what is found becomes one more question of it, each with its place."""
    check = _looked(form, names, cleaned, form.expects)
    if check.marked:
        _ask(form, check.marked)
    if not check.is_settled:
        form.add_error(CONFIRMED, UNSETTLED)
    return lambda actor, thing: record_findings(actor=actor, thing=thing, decided=check.decided)


def _ask(form: WordsForm, marked: Sequence[Marked]) -> None:
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data.setlist(SHOWN, [one.key for one in marked])
    form.data = data
    form.fields[SHOWN] = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput)
    said = gettext("It must stay: %(what)s")
    place = '<span>{} <span class="findings-place"><bdi>{}<mark>{}</mark>{}</bdi></span></span>'
    form.fields[CONFIRMED] = forms.MultipleChoiceField(
        label=_("What looks like personal data"),
        help_text=_(
            "Remove it from the text, or confirm that those who read here need it. Your decision is recorded, the "
            "text of the finding is not."
        ),
        choices=[
            (one.key, format_html(place, said % {"what": one.kind}, one.before, one.text, one.after)) for one in marked
        ],
        widget=forms.CheckboxSelectMultiple,
    )


def _looked(
    form: forms.Form, names: Iterable[str], cleaned: Mapping[str, Any], expected: Collection[str] = ()
) -> Check:
    """Return what the words of FORM under NAMES hold besides the kinds EXPECTED, and what their author says to it."""
    texts = [str(cleaned.get(name) or form.data.get(name) or "") for name in names]
    shown, confirmed = (
        form.data.getlist(name) if isinstance(form.data, QueryDict) else [] for name in (SHOWN, CONFIRMED)
    )
    return look(texts, shown, confirmed, expected)


class PreviewForm(forms.Form):
    body = MarkdownField()
