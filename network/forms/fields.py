"""Form fields that clean what is typed, and the three that carry a secret, under the names browsers know."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.text import LOST, UNREADABLE, clean_line, clean_text


class LineField(forms.CharField):
    """One line: a name, a function, an abbreviation."""

    def to_python(self, value: Any) -> Any:
        line = super().to_python(value)
        if line and LOST in line:
            raise ValidationError(UNREADABLE, code="unreadable")
        return clean_line(line) if line else line


class TextField(forms.CharField):
    """Several lines: a reason, a purpose."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean_text(text) if text else text


class EmailField(forms.EmailField):
    """An address, always in lower case: one address is one account on every database."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)
        self.widget.attrs.update({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        line = super().to_python(value)
        return clean_line(line).lower() if line else line


class PasswordField(forms.CharField):
    """A password, as it was typed: nothing is cut off it but what no keyboard makes."""

    def __init__(self, *, new: bool = False, **kwargs: Any) -> None:
        token = "new-password" if new else "current-password"
        kwargs.setdefault("label", _("Password"))
        super().__init__(
            strip=False,
            max_length=256,
            widget=forms.PasswordInput(attrs={"autocomplete": token, "spellcheck": "false"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        password = super().to_python(value) or ""
        try:
            password.encode()
        except UnicodeEncodeError:
            raise ValidationError(_("This password holds signs that cannot be read here."), code="unreadable") from None
        return password


class CodeField(forms.CharField):
    """A one-time code: six digits, which phones offer from the authenticator; spaces in it are forgiven."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("One-time code"))
        kwargs.setdefault("max_length", 40)
        super().__init__(
            widget=forms.TextInput(
                attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "dir": "ltr"}
            ),
            **kwargs,
        )
