"""The field in which members write Markdown."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.text import clean_text
from writing.markdown import LONGEST, TooLong, Written


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


class PreviewForm(forms.Form):
    body = MarkdownField()
