"""Asking for a new start, and agreeing to one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.forms.fields import TextField
from network.forms.words import WordsForm


class NewStartForm(WordsForm):
    """A member asks: how he can be called, and that he has read what will be lost."""

    reason = TextField(
        max_length=500,
        label=_("What happened, and when you can be called"),
        help_text=_("Two officials of the secretariat read it. They call you at the number of your authority."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    understood = forms.BooleanField(label=_("I have read what will be lost, and have looked for the sheet."))


class AgreeForm(WordsForm):
    """An official agrees: it asks which number was called."""

    expects = frozenset({"phone"})

    reason = TextField(
        max_length=500,
        label=_("How you made sure that it is the member who asks"),
        help_text=_("Whom you called, at which number. It is kept in the record of acts."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
