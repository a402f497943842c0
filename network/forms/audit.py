"""What a reader looks for in the record of acts."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from network.acts import named_acts
from network.audit_filter import AuditFilter
from network.calendar import zone_named
from network.forms.nominations import AuthorityChoice
from network.models import Authority, Membership, Network, PublicNetwork

A_DAY = timedelta(days=1)


class NetworkChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, network: Network) -> str:
        return network.name


class AuditFilterForm(forms.Form):
    """Days are the reader's own. A manager has no choice of authorities: he sees what concerns his."""

    act = forms.ChoiceField(label=_("Act"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    authority = AuthorityChoice(
        label=_("Authority"),
        required=False,
        queryset=None,
        to_field_name="public_id",
        empty_label=_("All"),
    )
    network = NetworkChoice(
        label=_("Network"),
        required=False,
        queryset=None,
        to_field_name="public_id",
        empty_label=_("All"),
    )

    def __init__(self, *args: Any, reader: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone: ZoneInfo = zone_named(reader.member.zone or reader.authority.zone)
        self.fields["act"].choices = [("", _("All")), *named_acts()]  # type: ignore[attr-defined]
        if reader.is_secretariat:
            offices = Authority.objects.visible_to(reader).select_related("body").order_by("body__key", "pk")
            self.fields["authority"].queryset = offices  # type: ignore[attr-defined]
            self.fields["network"].queryset = PublicNetwork.objects.visible_to(reader)  # type: ignore[attr-defined]
        else:
            del self.fields["authority"]
            self.fields["network"].queryset = Network.objects.visible_to(reader)  # type: ignore[attr-defined]

    def wanted(self) -> AuditFilter:
        """Return the filter; a field that makes no sense filters nothing, and says so at its place."""
        if not self.is_bound:
            return AuditFilter()
        self.is_valid()
        data = self.cleaned_data
        authority, network = data.get("authority"), data.get("network")
        return AuditFilter(
            act=data.get("act", ""),
            since=self._midnight(data.get("since")),
            until=self._midnight(data.get("until"), days=1),
            authority_id=authority.pk if authority else None,
            network_id=network.pk if network else None,
            query={name: self.data[name] for name in data if self.data.get(name)},
        )

    def _midnight(self, day: date | None, days: int = 0) -> datetime | None:
        # The first and the last days there are have no midnight in some zones.
        if day is None or not date.min + A_DAY <= day < date.max:
            return None
        return datetime.combine(day + timedelta(days=days), time(), self.zone)
