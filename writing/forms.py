"""The field in which members write Markdown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from network.text import clean_text
from writing.markdown import LONGEST, TooLong, Written
from writing.personal.check import CONFIRMED, NOTHING, SHOWN, Check, look


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


class CheckedForm(forms.Form):
    """A form whose texts are searched for personal data: what is found is removed or confirmed first.

    A poll, which has a form of its own, is sent with the text and looked at with it.
    """

    check: Check = NOTHING

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        texts = [str(cleaned.get(name) or self.data.get(name) or "") for name in TEXTS]
        shown, confirmed = (
            self.data.getlist(name) if isinstance(self.data, QueryDict) else [] for name in (SHOWN, CONFIRMED)
        )
        self.check = look(texts, shown, confirmed)
        if not self.check.is_settled:
            self.add_error("body", _("This looks like personal data. Remove it, or confirm below that it must stay."))
        return cleaned


class PreviewForm(forms.Form):
    body = MarkdownField()
