"""What a member changes of the own account."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.forms.fields import EmailField, LineField, PasswordField, TextField
from network.forms.words import WordsForm
from network.models import Member


class NewPasswordForm(forms.Form):
    """A new password, twice: a hidden slip of the finger would lock its owner out."""

    password = PasswordField(
        new=True,
        label=_("New password"),
        help_text=_("At least 12 characters. Three or four words that do not belong together are good."),
    )
    password_again = PasswordField(new=True, label=_("The same password again"))

    def __init__(self, *args: Any, member: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.member)
        return password

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        again = cleaned.get("password_again")
        if "password" in cleaned and again is not None and again != cleaned["password"]:
            self.add_error("password_again", _("The two passwords are not the same."))
        # Last, when nothing else is wrong: whoever guesses at the present password sets a new one with each wrong
        # guess, and is found out; else a form that fails for another reason would tell him for nothing.
        if self.member is not None and not self.errors and self.member.check_password(cleaned["password"]):
            self.add_error("password", _("This is your password already. Choose another."))
        return cleaned


class AcceptForm(NewPasswordForm):
    """Whoever was invited: name, language, and a first password."""

    name = LineField(
        max_length=120,
        label=_("Your name"),
        help_text=_("As colleagues know it. Others see your function and State first."),
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))
    field_order = ["name", "language", "password", "password_again"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_password(self) -> str:
        # The name stands before the password: a password made of it is refused as well.
        member = Member(email=self.member.email if self.member else "", name=self.cleaned_data.get("name", ""))
        password: str = self.cleaned_data["password"]
        validate_password(password, member)
        return password


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))
    zone = forms.ChoiceField(
        required=False, label=_("Time zone"), help_text=_("Times are shown in it. Without one, in your authority's.")
    )
    theme = forms.ChoiceField(
        required=False,
        label=_("Colours"),
        choices=[("", _("as the system")), ("light", _("light")), ("dark", _("dark"))],
    )
    density = forms.ChoiceField(
        required=False,
        label=_("Lines"),
        choices=[("", _("as designed")), ("comfortable", _("comfortable")), ("compact", _("compact"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", _("as my authority")), *_zones()]  # type: ignore[attr-defined]


class NewAddressForm(forms.Form):
    email = EmailField(label=_("New e-mail address"))

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.member.email:
            raise ValidationError(_("This is your address already."))
        return email


class ResetForm(WordsForm):
    """Why a second factor is to be reset; the member and the managers read it. It asks which number was called."""

    expects = frozenset({"phone"})

    reason = TextField(
        max_length=500,
        label=_("Reason"),
        help_text=_("How you made sure that it is the member who asks: whom you called, at which number."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _zones() -> list[tuple[str, str]]:
    """Return the zones that have a place in them: no abbreviations, no offsets."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone and _is_place(zone)]


def _is_place(zone: str) -> bool:
    return zone.split("/")[0] in {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
