"""Who is proposed for which authority."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.actions.nominations import ROLES_BY_SECRETARIAT, ROLES_OF_COLLEAGUES, NewOffice, Nominee
from network.forms.fields import EmailField, LineField
from network.models import Authority, Body, Membership
from network.names import alphabetic

DUTIES = [
    ("content", _("content: visits networks, reads the record")),
    ("membership", _("membership: approves nominations, runs networks")),
    ("technical", _("technical: operates the installation")),
]


class PersonForm(forms.Form):
    """The person, as the manager knows him or her."""

    name = LineField(label=_("Name"), max_length=120)
    email = EmailField(
        label=_("Official e-mail address"),
        help_text=_("The invitation goes there, and works only with this address."),
    )
    function = LineField(
        label=_("Function"),
        max_length=120,
        help_text=_("For example “Legal officer, mutual assistance”. Others see it before the name."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("In which the function is written, and in which the invitation is sent."),
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, actor: Membership, is_office: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = ROLES_BY_SECRETARIAT if actor.duty_membership and not is_office else ROLES_OF_COLLEAGUES
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        # An address which is somebody else's: a browser must not offer the own one.
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def person(self) -> Nominee:
        data = self.cleaned_data
        return Nominee(
            name=data["name"],
            email=data["email"],
            function={data["language"]: data["function"]},
            language=data["language"],
            role=data["role"],
            duties=frozenset(data.get("duties", ())),
        )


class AuthorityChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, authority: Authority) -> str:
        return f"{authority.body.name}: {authority.name}"


class NominationForm(PersonForm):
    """For an authority there is: a manager's own, or any for the secretariat."""

    field_order = ["authority", "name", "email", "function", "language", "role", "duties"]

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.actor = actor
        if not actor.duty_membership:
            return
        self.fields["authority"] = AuthorityChoice(
            label=_("Authority"),
            queryset=Authority.objects.visible_to(actor).current().select_related("body").order_by("body__key", "pk"),
            to_field_name="public_id",
            empty_label=_("Choose an authority"),
        )
        self.fields["duties"] = forms.MultipleChoiceField(
            label=_("Duties of an officer of the secretariat"),
            choices=DUTIES,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Only for the role “secretariat”, which needs two approvals."),
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        is_officer = data.get("role") == Membership.Role.SECRETARIAT
        if is_officer and not data.get("duties"):
            self.add_error("duties", gettext("An officer of the secretariat has at least one duty."))
        if not is_officer and data.get("duties"):
            self.add_error("duties", gettext("Only officers of the secretariat have duties."))
        return data

    def authority(self) -> Authority:
        chosen: Authority | None = self.cleaned_data.get("authority")
        return chosen or self.actor.authority


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, str]]:
    """Return the time zones a person may choose: places, without the abbreviations of old systems."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right")))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in sorted(places))]


class OfficeForm(PersonForm):
    """A new authority with its first person."""

    body: "forms.ModelChoiceField[Body]" = forms.ModelChoiceField(
        label=_("State, territory or organization"),
        queryset=None,
        to_field_name="key",
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Authority.Kind.choices)
    office = LineField(label=_("Name of the authority"), max_length=200, help_text=_("In the language chosen below."))
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    field_order = ["body", "kind", "office", "zone", "name", "email", "function", "language", "role"]

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, is_office=True, **kwargs)
        field: forms.ModelChoiceField[Body] = self.fields["body"]  # type: ignore[assignment]
        bodies = Body.objects.visible_to(actor).filter(until=None)
        field.queryset = bodies
        # By name in the reader's language: nobody looks for a State by its code.
        listed = sorted(bodies, key=lambda body: alphabetic(body.name))
        field.choices = [("", _("Choose")), *((body.key, body.name) for body in listed)]
        self.fields["role"].initial = Membership.Role.MANAGER

    def new_office(self) -> NewOffice:
        data = self.cleaned_data
        return NewOffice(
            body=data["body"], kind=data["kind"], names={data["language"]: data["office"]}, zone=data["zone"]
        )
