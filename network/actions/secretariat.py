"""The secretariat's own office: an authority of the organization, made by the operator on an empty installation."""

from django.db import transaction
from django.utils import timezone

from network import audit
from network.access import can_invite
from network.guard import require
from network.models import Authority, Body
from network.readers import Reader

BODY = "UNODC"
NAMES = {"en": "Secretariat", "fr": "Secrétariat", "ar": "الأمانة"}
FUNCTION = {
    "en": "Officer of the secretariat",
    "fr": "Fonctionnaire du secrétariat",
    "ar": "موظف في الأمانة",
}


class NoReferenceData(RuntimeError):
    """The bodies have not been loaded yet: `manage.py load_reference` comes first."""


@transaction.atomic
def secretariat_office(*, actor: Reader) -> Authority:
    """The operator finds the secretariat's office, or makes it."""
    require(can_invite, actor, None)
    body = Body.objects.filter(key=BODY).first()
    if body is None:
        raise NoReferenceData(BODY)
    now = timezone.now()
    found = Authority.objects.current(now).filter(body=body).order_by("since").first()
    if found is not None:
        office: Authority = found
        return office
    made: Authority = Authority.objects.create(
        body=body, kind=Authority.Kind.CENTRAL, names=NAMES, zone="Europe/Vienna", since=now
    )
    audit.record("authority_made", actor=actor, subject=made, duty="membership", authority=made)
    return made
