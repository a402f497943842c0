"""What is typed to sign in: address and password, or a code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.forms.fields import CodeField, EmailField, PasswordField


class SignInForm(forms.Form):
    email = EmailField()
    password = PasswordField()


class CodeForm(forms.Form):
    """Six digits of the authenticator, or with RECOVERY one of the printed codes; either is understood."""

    code = CodeField()

    def __init__(self, *args: object, recovery: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if recovery:
            self.fields["code"].label = _("Recovery code")
            self.fields["code"].help_text = _("One of the sixteen-character codes on your sheet. Each works once.")
            self.fields["code"].widget.attrs.update({"inputmode": "text", "autocomplete": "off"})
        else:
            self.fields["code"].help_text = _("The six digits that your authenticator app shows now.")


class ForgottenForm(forms.Form):
    email = EmailField()
