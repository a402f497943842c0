"""The composer of a post that is changed."""

from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forum.forms.topics import LineField
from writing.forms import CheckedForm, DraftField, MarkdownField


class EditForm(CheckedForm):
    """`version` is the number of the text that the form was opened with: another one since is a conflict."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=32_767)
    draft = DraftField()
    reason = LineField(
        most=300,
        label=_("Reason for the change"),
        help_text=_("Shown with the earlier text to all who read the post."),
    )
    body = MarkdownField(label=_("Text"))

    def __init__(self, *args: Any, needs_reason: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = needs_reason

    def over(self, version: int) -> Self:
        """Return the form as it was sent, now over VERSION: its author has seen both texts."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["version"] = str(version)
        self.data = data
        return self
